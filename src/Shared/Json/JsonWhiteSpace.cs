namespace Harmony.Json;

/// <summary>Leaves insignificant white space out of JSON, and changes nothing else.</summary>
internal static class JsonWhiteSpace
{
    /// <param name="json">A value that is known to be valid.</param>
    /// <param name="destination">As long as the value.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Remove(ReadOnlySpan<byte> json, Span<byte> destination)
    {
        int written = 0;
        for (int i = 0; i < json.Length;)
        {
            int length = json[i] switch
            {
                (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' => 0,
                (byte)'"' => JsonCursor.StringLength(json.Slice(i)),
                _ => 1,
            };
            json.Slice(i, length).CopyTo(destination.Slice(written));
            written += length;
            i += Math.Max(length, 1);
        }

        return written;
    }
}
