using System.Text;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Verification;

/// <summary>Explains where two lists of ids differ.</summary>
internal static class IdDifference
{
    private const int Surroundings = 4;

    /// <summary>Explains the first difference, or returns null if there is none.</summary>
    public static string? Explain(string what, ReadOnlySpan<int> expected, ReadOnlySpan<int> actual)
    {
        int index = expected.CommonPrefixLength(actual);
        if (index == expected.Length && index == actual.Length)
        {
            return null;
        }

        var text = new StringBuilder();
        text.AppendLine($"{what}: {actual.Length} tokens, expected {expected.Length}; the first difference is at index {index}");
        text.AppendLine($"    expected {Around(expected, index)}");
        text.Append($"    actual   {Around(actual, index)}");
        return text.ToString();
    }

    private static string Around(ReadOnlySpan<int> ids, int index)
    {
        int start = Math.Max(0, index - Surroundings);
        int end = Math.Min(ids.Length, index + Surroundings + 1);
        var text = new StringBuilder(start > 0 ? "... " : "");
        for (int i = start; i < end; i++)
        {
            text.Append(i == index ? $"[{ids[i]}] " : $"{ids[i]} ");
        }

        text.Append(end == ids.Length ? "(end)" : "...");
        bool hasText = !ids[start..end].ContainsAnyExceptInRange(0, SpecialTokens.Last);
        return text.Append("  ").Append(hasText ? Quoted(O200kTokenizer.Decode(ids[start..end])) : "(not all in the vocabulary)").ToString();
    }

    /// <summary>Puts a text in quotes and escapes its invisible characters.</summary>
    public static string Quoted(string text) => '"' + System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString() + '"';
}
