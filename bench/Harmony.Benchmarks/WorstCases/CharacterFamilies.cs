using Harmony.Vocabulary;

namespace Harmony.Benchmarks.WorstCases;

/// <summary>Texts made of characters and bytes, without a look at the vocabulary.</summary>
internal static class CharacterFamilies
{
    private const int PairCount = 30;

    private static readonly (string Name, string Letters)[] Alphabets =
    [
        ("a-z", Range('a', 'z')),
        ("A-Z", Range('A', 'Z')),
        ("A-Za-z", Range('A', 'Z') + Range('a', 'z')),
        ("base64", Range('A', 'Z') + Range('a', 'z') + Range('0', '9') + "+/"),
        ("hex", "0123456789abcdef"),
        ("ACGT", "ACGT"),
        ("ab", "ab"),
        ("Latin-1", Range('à', 'ö')),
        ("Greek", Range('α', 'ω')),
        ("Cyrillic", Range('а', 'я')),
        ("Hebrew", Range('א', 'ת')),
        ("Arabic", Range('ء', 'ي')),
        ("Devanagari", Range('अ', 'ह') + Range('ा', '्')),
        ("Thai", Range('ก', 'ู')),
        ("Kana", Range('ぁ', 'ん') + Range('ァ', 'ン')),
        ("CJK", Range('一', '龥')),
        ("Hangul", Range('가', '힣')),
        ("the basic plane", Range('\u0100', '\ud7ff') + Range('\ue000', '\uffff')),
        ("digits", Range('0', '9')),
        ("symbols", "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~"),
        ("symbols and line breaks", "!#$%&()*+,-./\r\n"),
        ("white space", " \t\n\r\u000b\u00a0\u2003\u3000"),
        ("spaces and line breaks", "      \n"),
        ("tabs", " \t"),
        ("combining marks", Range('\u0300', '\u036f')),
        ("control characters", Range('\0', '\u0008')),
    ];

    private static readonly (string Family, string Text)[] Repeated =
    [
        ("emoji", "👩\u200d👩\u200d👧\u200d👦"),
        ("emoji", "🇯🇵"),
        ("emoji", "1\ufe0f\u20e3"),
        ("emoji", "🏴\U000e0067\U000e0062\U000e007f"),
        ("combining marks", "a\u0301"),
        ("combining marks", "e\u0301\u0327\u0323"),
        ("apostrophes", "'s"),
        ("apostrophes", "a's"),
        ("apostrophes", "'ll've're"),
        ("apostrophes", "I'LL"),
        ("apostrophes", "x''"),
        ("apostrophes", "'ſ"),
        ("apostrophes", "’s"),
        ("alternating case", "aB"),
        ("alternating case", "Ab"),
        ("alternating case", "AAa"),
        ("alternating case", "aAA"),
        ("alternating case", "яЯ"),
        ("alternating case", "ǅa"),
        ("spaces", " a"),
        ("spaces", "  a"),
        ("spaces", " \n"),
        ("spaces", "\r\n"),
        ("spaces", " \u00a0"),
        ("spaces", "\n\n\n a"),
        ("names of specials", "<|start|>"),
        ("names of specials", "<|reserved_200018|>"),
        ("names of specials", "<|"),
        ("names of specials", "<|end"),
        ("names of specials", "<|reserved_200018|"),
        ("symbols", "_a"),
        ("symbols", "-/"),
        ("symbols", "a/\n"),
        ("symbols", "!a1"),
    ];

    public static IEnumerable<WorstCaseText> All(Random random)
    {
        foreach (char letter in Range(' ', '~') + "\0\t\n\réяЯ中あ한กʰǅßſ\u0301\u00a0\u3000\u2028\ufffd")
        {
            yield return WorstCaseText.Repeating("one character", $"U+{(int)letter:X4}", letter.ToString());
        }

        foreach ((string name, string letters) in Alphabets)
        {
            yield return WorstCaseText.Made("random characters", name, () => letters[random.Next(letters.Length)].ToString());
        }

        for (int i = 0; i < PairCount; i++)
        {
            string letters = Alphabets[random.Next(Alphabets.Length)].Letters;
            (char first, char second) = (letters[random.Next(letters.Length)], letters[random.Next(letters.Length)]);
            yield return WorstCaseText.Repeating("two characters", $"U+{(int)first:X4} U+{(int)second:X4}", $"{first}{second}");
            yield return WorstCaseText.Of("Fibonacci words", $"U+{(int)first:X4} U+{(int)second:X4}", Fibonacci(first.ToString(), second.ToString()));
        }

        foreach ((string family, string text) in Repeated)
        {
            yield return WorstCaseText.Repeating(family, text, text);
            if (text.StartsWith("<|", StringComparison.Ordinal))
            {
                yield return WorstCaseText.Repeating(family, $"{text}, allowed", text) with { Specials = SpecialTokenSet.All };
            }
        }

        foreach (WorstCaseText text in Broken(random))
        {
            yield return text;
        }
    }

    /// <summary>Broken UTF-8, also mended; broken UTF-16.</summary>
    private static IEnumerable<WorstCaseText> Broken(Random random)
    {
        byte[] bytes = new byte[WorstCaseText.Length];
        random.NextBytes(bytes);
        var broken = WorstCaseText.Of("broken text", "random bytes", bytes);
        yield return broken;
        yield return WorstCaseText.Of("broken text", "random bytes, mended", broken.Utf16);
        foreach (byte[] part in (byte[][])[[0x80], [0xFF], [0xF0, 0x9F, 0x98], [0xE4, 0xB8], [(byte)'a', 0xC3], [0xED, 0xA0, 0x80]])
        {
            yield return WorstCaseText.Of("broken text", Convert.ToHexString(part), WorstCaseText.Repeat(part, WorstCaseText.Length));
        }

        string surrogates = string.Concat(Enumerable.Range(0, WorstCaseText.Length / 2).Select(_ => (char)random.Next(0xD800, 0xE000)));
        yield return WorstCaseText.Of("broken text", "surrogates", surrogates);
    }

    private static string Fibonacci(string before, string word)
    {
        while (word.Length < WorstCaseText.Length / 3)
        {
            (before, word) = (word, word + before);
        }

        return word;
    }

    private static string Range(char first, char last) => string.Concat(Enumerable.Range(first, last - first + 1).Select(c => (char)c));
}
