using System.Globalization;
using System.Text;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Benchmarks.WorstCases;

/// <summary>The vocabulary's tokens by their text: those of whole characters, in the order of their ids.</summary>
internal sealed class VocabularyWords
{
    private readonly HashSet<string> _all = new(StringComparer.Ordinal);
    private readonly List<string> _ordered = [];

    private VocabularyWords()
    {
        for (int id = 0; id < SpecialTokens.First; id++)
        {
            if (O200kTokenizer.TryDecode([id], out string? text))
            {
                _ordered.Add(text);
                _all.Add(text);
            }
        }

        // What the pre-tokenizer leaves together, so that a text made of these is one piece.
        Kinds =
        [
            ("lower-case letters", Where(text => text.All(char.IsAsciiLetterLower))),
            ("capitals", Where(text => text.All(char.IsAsciiLetterUpper))),
            ("Cyrillic", Where(text => text.All(c => c is >= 'а' and <= 'я'))),
            ("Arabic", Where(text => text.All(c => c is >= 'ء' and <= 'ي'))),
            ("letters without case", Where(text => text.All(c => char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter))),
            ("CJK", Where(text => text.All(c => c is >= '一' and <= '龥'))),
            ("Hangul", Where(text => text.All(c => c is >= '가' and <= '힣'))),
            ("letters and marks", Where(text => text.Any(IsMark) && text.All(c => char.IsLetter(c) || IsMark(c)))),
            ("symbols", Where(text => text.All(c => char.IsPunctuation(c) || char.IsSymbol(c)))),
            ("white space", Where(text => text.All(char.IsWhiteSpace))),
            ("any", _ordered),
        ];
    }

    public static VocabularyWords Instance { get; } = new();

    public (string Name, IReadOnlyList<string> Words)[] Kinds { get; }

    public bool Contains(string text) => _all.Contains(text);

    /// <summary>The longest token that a text begins with.</summary>
    public string LongestAtStart(string text)
    {
        int length = Math.Min(text.Length, VocabularyLayout.MaxTokenLength);
        while (length > 1 && !Contains(text[..length]))
        {
            length--;
        }

        return text[..length];
    }

    /// <summary>The tokens that a token begins with, from the shortest to itself.</summary>
    public IReadOnlyList<string> Prefixes(string word) =>
        [.. Enumerable.Range(1, word.Length).Select(length => word[..length]).Where(Contains)];

    public static int ByteLength(string word) => Encoding.UTF8.GetByteCount(word);

    private List<string> Where(Func<string, bool> predicate) => [.. _ordered.Where(predicate)];

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
