namespace Harmony.Tokenization;

/// <summary>
/// Where in a text a token comes from. A token can begin or end inside a character; its characters are then all those
/// that it has a byte of.
/// </summary>
/// <param name="ByteStart">The first byte, of the text in UTF-8.</param>
/// <param name="ByteLength">The number of bytes.</param>
/// <param name="CharStart">The first UTF-16 code unit, of the text in UTF-16.</param>
/// <param name="CharLength">The number of UTF-16 code units.</param>
/// <remarks>
/// For text that is not valid, offsets are those of the text as given: a lone surrogate is one code unit (and the three
/// bytes of U+FFFD), a broken UTF-8 sequence its own bytes (and one code unit).
/// </remarks>
public readonly record struct TokenOffset(int ByteStart, int ByteLength, int CharStart, int CharLength);
