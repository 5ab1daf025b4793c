using FsCheck;
using FsCheck.Fluent;

namespace Harmony.Testing;

/// <summary>Texts that are hard to split: every class next to every other, contractions, runs, safe boundaries.</summary>
public static class TextCases
{
    private static readonly string[] Atoms =
    [
        "a", "A", "aB", "Ab", "hello", " world", "HTTP", "iPhone", "é", "É", "中", "东京", "に", "カ", "ʰ", "ǅ", "ß", "ſ", "я", "Я", "ש",
        "\u0301", "\u0903", "\u20dd", "\ufe0f", "\u200d", "1", "12", "1234", "٣", "½", "Ⅷ", "²", "𝟙", " ", "  ", "   ", "\t", "\n", "\r",
        "\r\n", "\u00a0", "\u3000", "\u2028", "\u0085", "\u000b", "'", "'s", "'S", "'t", "'re", "'VE", "'m", "'ll", "'lL", "'d", "'ſ",
        "'x", "’s", "!", "...", "/", "//", "/\n", ")\n", "<|start|>", "<|end|>", "<|", "|>", "_", "-", "=", "😀", "👩‍👧", "🇯🇵", "\U0010ffff",
        "\u0000", "\u001c", "\ufffd", "\ufeff", "\u1c89", "\ua7cb", "𞤀", "𞤢", "Lebensversicherungsgesellschaft", "https://example.com/a?b=c",
    ];

    /// <summary>Valid text.</summary>
    public static Gen<string> Text { get; } =
        from atoms in Gen.Frequency((8, Gen.Elements(Atoms)), (2, RandomCodePoint()), (1, Run())).ListOf()
        select string.Concat(atoms);

    /// <summary>Text that contains lone surrogates.</summary>
    public static Gen<string> BrokenText { get; } =
        from atoms in Gen.Frequency((6, Gen.Elements(Atoms)), (2, Gen.Elements("\ud800", "\udc00", "\udbff", "\udfff\ud83d"))).ListOf()
        select string.Concat(atoms);

    /// <summary>Valid text that is long enough to be encoded in several parts.</summary>
    public static Gen<string> SeveralTexts { get; } =
        from texts in Text.ListOf(40)
        select string.Concat(texts);

    /// <summary>Arbitrary bytes, many of which begin a UTF-8 sequence.</summary>
    public static Gen<byte[]> Bytes { get; } =
        from bytes in Gen.Elements<byte>(0x00, 0x20, 0x41, 0x61, 0x7f, 0x80, 0xa9, 0xbf, 0xc2, 0xc3, 0xe2, 0x82, 0xed, 0xa0, 0xef, 0xf0, 0x9f, 0x98, 0xf4, 0x90, 0xff).ListOf()
        select bytes.ToArray();

    private static Gen<string> RandomCodePoint() =>
        from c in Gen.OneOf(Gen.Choose(0, 0x2ff), Gen.Choose(0x300, 0xd7ff), Gen.Choose(0xe000, 0xffff), Gen.Choose(0x10000, 0x1ffff), Gen.Choose(0x10000, 0x10ffff))
        select char.ConvertFromUtf32(c);

    private static Gen<string> Run() =>
        from atom in Gen.Elements("a", "A", " ", "\n", "0", "-", "'", "é", "中", "аб", "😀", "\u0301")
        from length in Gen.Elements(2, 3, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 127, 128, 129, 300)
        select string.Concat(Enumerable.Repeat(atom, length));
}
