using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// The classes of a window's characters: a bit in a mask for each byte of a character of the class, and none for bytes that
/// do not count. What is in no mask is <see cref="CharacterClasses.Other"/>.
/// </summary>
internal unsafe struct ClassMasks
{
    public ulong Upper;
    public ulong Lower;

    /// <summary>Caseless letters, and the marks, which in a word are nothing else.</summary>
    public ulong Caseless;

    public ulong Number;

    /// <summary>With <see cref="Space"/>.</summary>
    public ulong WhiteSpace;

    /// <summary>U+0020 only.</summary>
    public ulong Space;

    /// <summary>All bytes of characters but their first ones.</summary>
    public ulong Continuation;

    /// <summary>
    /// The first bytes of characters that masks do not decide about: marks that follow neither a letter nor a mark, which
    /// are punctuation or begin a word, and numbers of several bytes, of which three make a piece however many bytes that is.
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
    /// <param name="vocabulary">For the classes that are not known here.</param>
    /// <param name="scripts">What the text had so far; gains what is new in the window.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ClassMasks Of(in TextWindow window, VocabularyTable vocabulary, ref Scripts scripts)
    {
        ulong valid = window.Valid;
        ulong leads = ByteMask.Leads(window.Bytes) & valid;
        MultiByteClasses found = default;
        found.Find(vocabulary, window.Bytes, leads, ref scripts);

        // Text that is no valid UTF-8 may have a character that ends behind the window.
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
