using System.Globalization;

namespace Harmony.Cli.Output;

/// <summary>Writes ids for programs.</summary>
internal static class IdWriter
{
    /// <summary>Writes one id per line.</summary>
    public static void WriteLines(ReadOnlySpan<int> ids, TextWriter output)
    {
        foreach (int id in ids)
        {
            WriteId(id, output);
            output.WriteLine();
        }
    }

    /// <summary>Writes a JSON array on one line.</summary>
    public static void WriteJson(ReadOnlySpan<int> ids, TextWriter output)
    {
        output.Write('[');
        for (int i = 0; i < ids.Length; i++)
        {
            if (i > 0)
            {
                output.Write(',');
            }

            WriteId(ids[i], output);
        }

        output.WriteLine(']');
    }

    private static void WriteId(int id, TextWriter output)
    {
        Span<char> digits = stackalloc char[11];
        id.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
    }
}
