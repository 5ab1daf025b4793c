using System.Buffers;
using System.Globalization;
using System.Text;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Cli.Input;

/// <summary>Reads ids: numbers separated by white space, commas or brackets.</summary>
internal static class IdFile
{
    private const int ShownLength = 40;
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\n,[]"u8);

    /// <summary>Reads ids of the vocabulary.</summary>
    /// <exception cref="InputException">The content contains something else; the message gives the line.</exception>
    public static TokenBuffer ReadTokens(byte[] content, string name) =>
        Read(content, name, $"is not a token id: ids are 0 to {SpecialTokens.Last}", static word =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id <= SpecialTokens.Last ? id : null);

    /// <summary>Reads any integers. An integer outside the range of <see cref="int"/> becomes -1, which is outside the vocabulary, too.</summary>
    /// <exception cref="InputException">The content contains something else; the message gives the line.</exception>
    public static TokenBuffer ReadIntegers(byte[] content, string name) =>
        Read(content, name, "is not an integer", static word =>
            int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int id) ? id
            : IsInteger(word) ? -1 : null);

    private static bool IsInteger(ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> digits = word[0] is (byte)'-' or (byte)'+' ? word[1..] : word;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static TokenBuffer Read(byte[] content, string name, string problem, Func<ReadOnlySpan<byte>, int?> parse)
    {
        var ids = new TokenBuffer();
        int line = 1;
        for (int i = 0; i < content.Length;)
        {
            if (Separators.Contains(content[i]))
            {
                line += content[i] == '\n' ? 1 : 0;
                i++;
                continue;
            }

            int length = content.AsSpan(i).IndexOfAny(Separators);
            ReadOnlySpan<byte> word = length < 0 ? content.AsSpan(i) : content.AsSpan(i, length);
            if (parse(word) is not { } id)
            {
                string shown = Encoding.UTF8.GetString(word[..Math.Min(word.Length, ShownLength)]);
                throw new InputException($"{name}: line {line}: '{shown}' {problem}");
            }

            ids.Add(id);
            i += word.Length;
        }

        return ids;
    }
}
