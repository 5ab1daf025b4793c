namespace Harmony.Tokenization;

/// <summary>The groups of characters of several bytes that <see cref="MultiByteClasses"/> classifies 64 bytes at once.</summary>
[Flags]
internal enum Scripts
{
    None = 0,

    /// <summary>U+0080 to U+00BF, lead byte C2.</summary>
    LatinSigns = 1,

    /// <summary>U+00C0 to U+00FF, lead byte C3.</summary>
    LatinLetters = 2,

    /// <summary>U+0400 to U+047F, lead bytes D0 and D1.</summary>
    Cyrillic = 4,

    /// <summary>U+4000 to U+9FFF and most of the Hangul syllables, lead bytes E4 to E9, EB and EC.</summary>
    HanAndHangul = 8,

    /// <summary>U+3040 to U+30FF, lead byte E3.</summary>
    Kana = 16,

    /// <summary>U+2000 to U+2FFF, lead byte E2.</summary>
    Signs = 32,

    /// <summary>U+3000 to U+303F and U+FF00 to U+FF3F, lead bytes E3 and EF.</summary>
    WideSigns = 64,
}
