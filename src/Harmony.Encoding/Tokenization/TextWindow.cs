namespace Harmony.Tokenization;

/// <summary>Up to 64 bytes of a text that are looked at together. They begin with a piece, or inside a word.</summary>
internal readonly unsafe ref struct TextWindow
{
    /// <summary><see cref="ByteMask.Width"/> readable bytes, of which the first <see cref="Length"/> count.</summary>
    public required byte* Bytes { get; init; }

    /// <summary>Where they stand in the text; <see cref="Bytes"/> may be a copy.</summary>
    public required byte* Text { get; init; }

    public required byte* TextEnd { get; init; }

    /// <summary>How many bytes count: 1 … 64, whole characters.</summary>
    public required int Length { get; init; }

    /// <summary>Whether the text ends with the window.</summary>
    public required bool IsLast { get; init; }

    /// <summary>What stands before the window in the piece that its first byte may belong to.</summary>
    public WordPart Before { get; init; }

    /// <summary>A bit for each byte that counts.</summary>
    public ulong Valid => ulong.MaxValue >> (ByteMask.Width - Length);
}

/// <summary>The part of a word that the last character before a place belongs to, if what follows may go on with it.</summary>
internal enum WordPart
{
    /// <summary>A piece begins at the place.</summary>
    None = 0,

    /// <summary>A caseless letter or a mark, before which only such and upper-case letters stand in the word.</summary>
    CaselessHead = 1,

    /// <summary>A lower-case letter, or a caseless one or a mark somewhere behind a lower-case letter.</summary>
    Tail = 3,
}
