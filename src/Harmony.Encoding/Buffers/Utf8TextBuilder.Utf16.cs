using System.Text.Unicode;

namespace Harmony.Buffers;

internal ref partial struct Utf8TextBuilder
{
    private const int MaxUtf8BytesPerChar = 3;

    /// <summary>Appends UTF-16 text; lone surrogates become U+FFFD.</summary>
    public void Append(scoped ReadOnlySpan<char> text)
    {
        Span<byte> room = Reserve(checked(text.Length * MaxUtf8BytesPerChar));
        Utf8.FromUtf16(text, room, out _, out int written, replaceInvalidSequences: true, isFinalBlock: true);
        _length += written;
    }
}
