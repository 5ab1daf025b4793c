using System.Runtime.CompilerServices;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Splits a text into the pieces of the o200k pattern, one code point at a time: the definition that any faster splitter is tested
/// against.
/// </summary>
/// <remarks>
/// The pattern is an alternation, tried in this order at each place (U = WordHead, L = WordTail of
/// <see cref="CharacterClass"/>):
/// <code>
/// 1  [^\r\n\p{L}\p{N}]? U* L+ (?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// 2  [^\r\n\p{L}\p{N}]? U+ L* (?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// 3  \p{N}{1,3}
/// 4   ?[^\s\p{L}\p{N}]+[\r\n/]*
/// 5  \s*[\r\n]+
/// 6  \s+(?!\S)
/// 7  \s+
/// </code>
/// Every code point begins some alternative, so pieces cover the text. Each method below explains how it matches its alternative
/// without backtracking. Each reads a code point a constant number of times, so any text takes linear time.
/// </remarks>
internal unsafe ref struct PreTokenizer
{
    private const uint MaxCodePoint = 0x10FFFF;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _textEnd;
    private byte* _start;
    private byte* _end;

    /// <param name="vocabulary">The source of the character classes.</param>
    /// <param name="text">
    /// Valid UTF-8, pinned by the caller for as long as this is used. It is the caller's memory and may change after it was found
    /// valid, so bounds do not depend on that: every read is of a byte before the end, every code point has at least one byte, and
    /// its class is looked up only if there is such a code point.
    /// </param>
    /// <param name="length">Its length in bytes.</param>
    public PreTokenizer(VocabularyTable vocabulary, byte* text, int length)
    {
        _vocabulary = vocabulary;
        _textEnd = text + length;
        _start = text;
        _end = text;
    }

    /// <summary>The start of the piece that the last call of <see cref="MoveNext"/> found.</summary>
    public readonly byte* Start => _start;

    /// <summary>Its length in bytes, at least 1.</summary>
    public readonly int Length => (int)(_end - _start);

    public bool MoveNext()
    {
        _start = _end;
        if (_start == _textEnd)
        {
            return false;
        }

        _end = PieceEnd(_start);
        return true;
    }

    /// <summary>The end of the piece that begins at <paramref name="start"/>, which is before the end of the text. What precedes it
    /// makes no difference.</summary>
    public readonly byte* PieceEnd(byte* start)
    {
        CharacterClass first = ClassAt(start, out byte* next);
        if ((first & (CharacterClass.WordPrefix | CharacterClass.WordHead | CharacterClass.WordTail)) != 0
            && TryWord(start, first, next, out byte* end))
        {
            return ContractionEnd(end, _textEnd);
        }

        return (first & CharacterClass.Number) != 0 ? NumberEnd(next)
            : (first & CharacterClass.WhiteSpace) == 0 ? PunctuationEnd(next)
            : *start == ' ' && next < _textEnd && (ClassAt(next, out byte* after) & CharacterClass.Punctuation) != 0 ? PunctuationEnd(after)
            : WhiteSpaceEnd(start);
    }

    /// <summary>
    /// Alternatives 1 and 2. A prefix is tried before none, and 1 in both ways before 2. Only a mark can be a prefix as well as the
    /// word itself. As a word it always matches alternative 1, so alternative 2 is never tried with a mark as prefix.
    /// </summary>
    private readonly bool TryWord(byte* start, CharacterClass first, byte* next, out byte* end)
    {
        if ((first & CharacterClass.WordPrefix) == 0)
        {
            end = WordEnd(start, out _);
            return true;
        }

        end = WordEnd(next, out bool hasTail);
        bool isMark = (first & CharacterClass.WordHead) != 0;
        if (isMark && !hasTail)
        {
            // The word without a prefix: nothing caseless or lower-case follows in the run, so the word ends after the mark.
            end = next;
        }

        return end > next || isMark;
    }

    /// <summary>
    /// The end of <c>U* L+</c> or, failing that (<paramref name="hasTail"/> is false), of <c>U+ L*</c>;
    /// <paramref name="start"/> if neither matches.
    /// </summary>
    /// <remarks>
    /// U* takes the longest run. If L follows, L+ takes the rest. If not, U* gives back up to the last code point that is also in L (a
    /// caseless letter or a mark). What follows that one is upper-case, so L+ is that one alone.
    /// </remarks>
    private readonly byte* WordEnd(byte* start, out bool hasTail)
    {
        byte* position = start;
        byte* afterLastTail = start;
        while (position < _textEnd)
        {
            CharacterClass current = ClassAt(position, out byte* next);
            if ((current & CharacterClass.WordHead) == 0)
            {
                if ((current & CharacterClass.WordTail) != 0)
                {
                    hasTail = true;
                    return WordTailEnd(next);
                }

                break;
            }

            position = next;
            if ((current & CharacterClass.WordTail) != 0)
            {
                afterLastTail = next;
            }
        }

        hasTail = afterLastTail > start;
        return hasTail ? afterLastTail : position;
    }

    private readonly byte* WordTailEnd(byte* position)
    {
        while (position < _textEnd && (ClassAt(position, out byte* next) & CharacterClass.WordTail) != 0)
        {
            position = next;
        }

        return position;
    }

    /// <summary>
    /// The end of the optional <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)</c> that may begin at <paramref name="start"/>, at most
    /// <paramref name="textEnd"/>. U+017F folds to s; no other letter folds to one of these.
    /// </summary>
    public static byte* ContractionEnd(byte* start, byte* textEnd)
    {
        if (textEnd - start < 2 || *start != '\'')
        {
            return start;
        }

        // | 0x20 maps two bytes to each of these letters: its upper and its lower case.
        int second = textEnd - start > 2 ? start[2] | 0x20 : 0;
        return (start[1] | 0x20) switch
        {
            's' or 't' or 'm' or 'd' => start + 2,
            'r' or 'v' when second == 'e' => start + 3,
            'l' when second == 'l' => start + 3,
            _ when second != 0 && start[1] == 0xC5 && start[2] == 0xBF => start + 3,
            _ => start,
        };
    }

    /// <summary>Alternative 3, after its first number.</summary>
    private readonly byte* NumberEnd(byte* position)
    {
        for (int count = 1; count < 3 && position < _textEnd; count++)
        {
            if ((ClassAt(position, out byte* next) & CharacterClass.Number) == 0)
            {
                break;
            }

            position = next;
        }

        return position;
    }

    /// <summary>Alternative 4, after its first code point that is not a space.</summary>
    private readonly byte* PunctuationEnd(byte* position)
    {
        while (position < _textEnd && (ClassAt(position, out byte* next) & CharacterClass.Punctuation) != 0)
        {
            position = next;
        }

        while (position < _textEnd && *position is (byte)'\r' or (byte)'\n' or (byte)'/')
        {
            position++;
        }

        return position;
    }

    /// <summary>
    /// Alternatives 5 to 7. In the run of white space, 5 ends after the last line break. Without one, 6 leaves the last code point of
    /// the run to what follows, unless nothing follows. A single code point is left to 7.
    /// </summary>
    private readonly byte* WhiteSpaceEnd(byte* start)
    {
        byte* position = start;
        byte* last = start;
        byte* afterLineBreak = null;
        while (position < _textEnd)
        {
            CharacterClass current = ClassAt(position, out byte* next);
            if ((current & CharacterClass.WhiteSpace) == 0)
            {
                break;
            }

            last = position;
            position = next;
            if ((current & CharacterClass.LineBreak) != 0)
            {
                afterLineBreak = next;
            }
        }

        return afterLineBreak != null ? afterLineBreak
            : position == _textEnd || last == start ? position
            : last;
    }

    /// <summary>The class of the code point at <paramref name="position"/>, and the start of the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly CharacterClass ClassAt(byte* position, out byte* next)
    {
        uint lead = *position;
        if (lead < 0x80)
        {
            next = position + 1;
            return _vocabulary.AsciiClass((byte)lead);
        }

        return ClassAtMultiByte(lead, position, out next);
    }

    private readonly CharacterClass ClassAtMultiByte(uint lead, byte* position, out byte* next)
    {
        if (_textEnd - position < (lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4))
        {
            next = position + 1;
            return CharacterClasses.Other;
        }

        uint second = position[1] & 0x3Fu;
        if (lead < 0xE0)
        {
            next = position + 2;
            return _vocabulary.ClassOf(((lead & 0x1Fu) << 6) | second);
        }

        uint third = position[2] & 0x3Fu;
        if (lead < 0xF0)
        {
            next = position + 3;
            return _vocabulary.ClassOf(((lead & 0x0Fu) << 12) | (second << 6) | third);
        }

        next = position + 4;
        uint codePoint = ((lead & 0x07u) << 18) | (second << 12) | (third << 6) | (position[3] & 0x3Fu);
        return codePoint <= MaxCodePoint ? _vocabulary.ClassOf(codePoint) : CharacterClasses.Other;
    }
}
