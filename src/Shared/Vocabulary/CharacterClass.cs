namespace Harmony.Vocabulary;

/// <summary>
/// The character sets of the o200k pattern that a code point is in, by Unicode 16.0, the version that the reference's regular
/// expressions use.
/// </summary>
[Flags]
internal enum CharacterClass : byte
{
    None = 0,

    /// <summary><c>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]</c>: may be in the first part of a word.</summary>
    WordHead = 1,

    /// <summary><c>[\p{Ll}\p{Lm}\p{Lo}\p{M}]</c>: may be in the last part of a word.</summary>
    WordTail = 2,

    /// <summary><c>\p{N}</c>.</summary>
    Number = 4,

    /// <summary><c>\s</c>, including line breaks.</summary>
    WhiteSpace = 8,

    /// <summary><c>[\r\n]</c>.</summary>
    LineBreak = 16,

    /// <summary><c>[^\s\p{L}\p{N}]</c>.</summary>
    Punctuation = 32,

    /// <summary><c>[^\r\n\p{L}\p{N}]</c>: one of these may precede a word and belongs to it.</summary>
    WordPrefix = 64,
}

/// <summary>The classes of Unicode's categories.</summary>
internal static class CharacterClasses
{
    public const CharacterClass Upper = CharacterClass.WordHead;
    public const CharacterClass Lower = CharacterClass.WordTail;
    public const CharacterClass Caseless = CharacterClass.WordHead | CharacterClass.WordTail;
    public const CharacterClass Mark = Caseless | CharacterClass.Punctuation | CharacterClass.WordPrefix;
    public const CharacterClass Number = CharacterClass.Number;
    public const CharacterClass LineBreak = CharacterClass.WhiteSpace | CharacterClass.LineBreak;
    public const CharacterClass Space = CharacterClass.WhiteSpace | CharacterClass.WordPrefix;
    public const CharacterClass Other = CharacterClass.Punctuation | CharacterClass.WordPrefix;
}
