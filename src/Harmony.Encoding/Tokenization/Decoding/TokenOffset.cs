namespace Harmony.Tokenization;

/// <summary>
/// The place of a token in a text. A token can begin or end inside a character; its characters are all those that it has a byte of.
/// </summary>
/// <param name="ByteStart">The first byte, of the text in UTF-8.</param>
/// <param name="ByteLength">The number of bytes.</param>
/// <param name="CharStart">The first UTF-16 code unit, of the text in UTF-16.</param>
/// <param name="CharLength">The number of UTF-16 code units.</param>
/// <remarks>
/// For invalid text, offsets refer to the text as given: a lone surrogate counts as one code unit and as the three bytes of U+FFFD, a
/// broken UTF-8 sequence as its own bytes and as one code unit.
/// </remarks>
public readonly record struct TokenOffset(int ByteStart, int ByteLength, int CharStart, int CharLength);
