using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Harmony.Tokenization;

/// <summary>Up to 64 bytes of a text that are examined together. They begin with a piece, or inside a word.</summary>
/// <remarks>Every window is made here, so this is where the condition of <see cref="ByteMask"/> is asserted: that
/// <see cref="ByteMask.Width"/> bytes can be read from <see cref="Bytes"/>.</remarks>
internal readonly unsafe ref struct TextWindow
{
    /// <summary>The bytes that can be read from <see cref="Bytes"/> if the window is the last one: a character is read as four
    /// bytes wherever one begins.</summary>
    public const int CopySize = ByteMask.Width + sizeof(uint);

    /// <summary><see cref="ByteMask.Width"/> readable bytes, of which the first <see cref="Length"/> belong to the window.</summary>
    public byte* Bytes { get; private init; }

    /// <summary>Where the window begins in the text. <see cref="Bytes"/> may be a copy.</summary>
    public byte* Text { get; private init; }

    public byte* TextEnd { get; private init; }

    /// <summary>The number of bytes, 1 to 64: whole characters.</summary>
    public int Length { get; private init; }

    /// <summary>Whether the text ends with the window.</summary>
    public bool IsLast { get; private init; }

    /// <summary>The part of a word before the window that its first byte may continue.</summary>
    public WordPart Before { get; private init; }

    /// <summary>A bit for each byte of the window.</summary>
    public ulong Valid => ulong.MaxValue >> (ByteMask.Width - Length);

    /// <summary>A window that is followed by more text. It is read in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TextWindow InPlace(byte* text, byte* textEnd, int length, WordPart before)
    {
        Debug.Assert(textEnd - text > ByteMask.Width, "ByteMask.Width bytes can be read, and more follow.");
        Debug.Assert(length is > 0 and <= ByteMask.Width, "A window is not empty.");
        return new TextWindow { Bytes = text, Text = text, TextEnd = textEnd, Length = length, IsLast = false, Before = before };
    }

    /// <summary>The last window of a text, read from a copy of <see cref="CopySize"/> bytes with zeros after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TextWindow Last(byte* copy, byte* text, byte* textEnd, WordPart before)
    {
        Debug.Assert(textEnd - text is > 0 and <= ByteMask.Width, "The rest of the text is not empty and fits into a window.");
        return new TextWindow { Bytes = copy, Text = text, TextEnd = textEnd, Length = (int)(textEnd - text), IsLast = true, Before = before };
    }
}

/// <summary>The part of a word that the last character before a place belongs to, if the next character may continue the word.</summary>
internal enum WordPart
{
    /// <summary>A piece begins at the place.</summary>
    None = 0,

    /// <summary>A caseless letter or a mark, preceded in the word only by caseless letters, marks and upper-case letters.</summary>
    CaselessHead = 1,

    /// <summary>A lower-case letter, or a caseless letter or a mark that follows one somewhere in the word.</summary>
    Tail = 3,
}
