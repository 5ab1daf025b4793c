using System.Diagnostics;
using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// The classes of a window's characters: each mask has a bit for each byte of a character of the class, and none for bytes after
/// the window. What is in no mask is <see cref="CharacterClasses.Other"/>.
/// </summary>
/// <remarks>Safety: a <see cref="TextWindow"/> has the <see cref="ByteMask.Width"/> bytes that <see cref="ByteMask"/> reads.</remarks>
internal unsafe struct ClassMasks
{
    public ulong Upper;
    public ulong Lower;

    /// <summary>Caseless letters and marks, which are equivalent inside a word.</summary>
    public ulong Caseless;

    public ulong Number;

    /// <summary>White space, including <see cref="Space"/>.</summary>
    public ulong WhiteSpace;

    /// <summary>U+0020 only.</summary>
    public ulong Space;

    /// <summary>All bytes of characters except their first ones.</summary>
    public ulong Continuation;

    /// <summary>
    /// The first bytes of characters that the masks do not decide: marks that follow neither a letter nor a mark, which are
    /// punctuation or begin a word, and numbers of several bytes, of which three make a piece however many bytes they have.
    /// </summary>
    public ulong Undecided;

    /// <summary>The classes of the characters of one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ClassMasks OfAscii(in TextWindow window)
    {
        byte* bytes = window.Bytes;
        ulong space = ByteMask.Equal(bytes, (byte)' ') & window.Valid;
        return new ClassMasks
        {
            Upper = ByteMask.InRange(bytes, (byte)'A', (byte)'Z') & window.Valid,
            Lower = ByteMask.InRange(bytes, (byte)'a', (byte)'z') & window.Valid,
            Number = ByteMask.InRange(bytes, (byte)'0', (byte)'9') & window.Valid,
            Space = space,
            WhiteSpace = (ByteMask.InRange(bytes, (byte)'\t', (byte)'\r') & window.Valid) | space,
        };
    }

    /// <summary>The classes of all characters.</summary>
    /// <param name="window">The text.</param>
    /// <param name="vocabulary">The source of the classes that are not known here.</param>
    /// <param name="scripts">The scripts that the text had so far. Those that are new in the window are added.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ClassMasks Of(in TextWindow window, VocabularyTable vocabulary, ref Scripts scripts)
    {
        ulong valid = window.Valid;
        ulong leads = ByteMask.Leads(window.Bytes) & valid;
        Debug.Assert(window.IsLast || leads >> (ByteMask.Width - sizeof(uint) + 1) == 0, "MultiByteClasses reads four bytes where a character begins.");
        MultiByteClasses found = default;
        found.Find(vocabulary, window.Bytes, leads, ref scripts);

        // In text that is not valid UTF-8, a character may end after the window.
        ClassMasks classes = OfAscii(window);
        classes.Upper |= found.Upper & valid;
        classes.Lower |= found.Lower & valid;
        classes.Caseless = found.Caseless & valid;
        classes.WhiteSpace |= found.WhiteSpace & valid;
        classes.Continuation = ByteMask.NotAsciiBelow(window.Bytes, 0xC0) & valid;

        ulong letters = classes.Upper | classes.Lower | classes.Caseless;
        ulong afterLetter = (letters << 1) | ((ulong)window.Before & 1);
        classes.Undecided = leads & ((found.Marks & ~afterLetter) | found.Numbers);
        return classes;
    }
}
