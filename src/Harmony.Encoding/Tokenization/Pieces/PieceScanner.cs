using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Finds the end of one piece in a growing text and reads each character once: <see cref="PreTokenizer"/>, the definition, as a
/// state that can be continued when more text arrives.
/// </summary>
/// <remarks>A plain value: a copy is independent. The alternatives are numbered as in <see cref="PreTokenizer"/>.</remarks>
internal struct PieceScanner(int start)
{
    private const CharacterClass Word = CharacterClass.WordHead | CharacterClass.WordTail;

    private Phase _phase;
    private int _position = start;
    private int _numbers;

    /// <summary>The start of the last white space.</summary>
    private int _last;

    /// <summary>
    /// The end of the piece if it is before the last character read: in a word's head, after the last character that can be its tail;
    /// in white space, after the last line break; at an apostrophe, before it. 0 otherwise.
    /// </summary>
    private int _end;

    private enum Phase : byte
    {
        Start,

        /// <summary>After a space that may begin a word (1, 2) or punctuation (4).</summary>
        Space,

        /// <summary>After other white space that may begin a word.</summary>
        WhitePrefix,

        /// <summary>After punctuation that may begin a word.</summary>
        PunctuationPrefix,

        /// <summary>In <c>U*</c> or <c>U+</c> of 1 and 2.</summary>
        Head,

        /// <summary>In <c>L+</c> of 1.</summary>
        Tail,

        /// <summary>After the apostrophe that follows a word.</summary>
        Contraction,
        Number,

        /// <summary>In <c>[^\s\p{L}\p{N}]+</c> of 4.</summary>
        Punctuation,

        /// <summary>In <c>[\r\n/]*</c> of 4.</summary>
        AfterPunctuation,

        /// <summary>In 5 to 7.</summary>
        White,
    }

    /// <summary>The end of the piece if the text ends here.</summary>
    public readonly int EndIfTextEnds => _end > 0 ? _end : _position;

    /// <summary>Whether the text after <see cref="EndIfTextEnds"/> is one piece if the text ends here: capitals, or white
    /// space.</summary>
    public readonly bool RestIsOnePiece => _phase is Phase.Head or Phase.White;

    /// <summary>Continues to the end of the piece or of the text.</summary>
    /// <param name="utf8">The whole text: valid UTF-8, whose part that was read has not changed.</param>
    /// <param name="end">The end of the piece.</param>
    /// <returns>Whether the piece ends there whatever text follows.</returns>
    public bool TryFinish(ReadOnlySpan<byte> utf8, out int end)
    {
        VocabularyTable vocabulary = EmbeddedVocabulary.Table;
        end = 0;
        while (_position < utf8.Length)
        {
            if (_phase == Phase.Contraction)
            {
                return TryFinishContraction(utf8[_end..], out end);
            }

            uint codePoint = SafeBoundary.CodePointAt(utf8, _position, out int length);
            if (!Read(codePoint, vocabulary.ClassOf(codePoint), _position + length))
            {
                end = EndBefore(utf8[_position]);
                if (end > 0)
                {
                    return true;
                }

                continue;
            }

            _position += length;
            if (_numbers == 3)
            {
                end = _position;
                return true;
            }
        }

        return false;
    }

    /// <returns>Whether the character is in the piece, or needed to find its end.</returns>
    private bool Read(uint codePoint, CharacterClass character, int next)
    {
        switch (_phase)
        {
            case Phase.Start or Phase.Space or Phase.WhitePrefix or Phase.PunctuationPrefix when (character & Word) != 0:
                _phase = (character & CharacterClass.WordHead) != 0 ? Phase.Head : Phase.Tail;
                _end = (character & Word) == Word ? next : 0;
                return true;
            case Phase.Start:
                Begin(codePoint, character, next);
                return true;
            case Phase.Space when (character & CharacterClass.Punctuation) != 0:
                _phase = Phase.Punctuation;
                return true;
            case Phase.PunctuationPrefix or Phase.Punctuation:
                _phase = codePoint is '\r' or '\n' ? Phase.AfterPunctuation : Phase.Punctuation;
                return _phase == Phase.AfterPunctuation || (character & CharacterClass.Punctuation) != 0;
            case Phase.AfterPunctuation:
                return codePoint is '\r' or '\n' or '/';
            case Phase.Number:
                _numbers++;
                return (character & CharacterClass.Number) != 0;
            case Phase.Head when (character & CharacterClass.WordHead) != 0:
                _end = (character & CharacterClass.WordTail) != 0 ? next : _end;
                return true;
            case Phase.Head or Phase.Tail when (character & CharacterClass.WordTail) != 0:
                _phase = Phase.Tail;
                _end = 0;
                return true;
            case Phase.Space or Phase.WhitePrefix or Phase.White when (character & CharacterClass.WhiteSpace) != 0:
                _phase = Phase.White;
                _last = _position;
                _end = (character & CharacterClass.LineBreak) != 0 ? next : _end;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Begins a piece with a character that is not in a word.</summary>
    private void Begin(uint codePoint, CharacterClass character, int next)
    {
        if ((character & CharacterClass.Number) != 0)
        {
            _phase = Phase.Number;
            _numbers = 1;
        }
        else if ((character & CharacterClass.LineBreak) != 0)
        {
            _phase = Phase.White;
            _end = next;
        }
        else
        {
            _phase = codePoint == ' ' ? Phase.Space
                : (character & CharacterClass.WhiteSpace) != 0 ? Phase.WhitePrefix
                : Phase.PunctuationPrefix;
        }
    }

    /// <summary>Gets the end of the piece at a character that does not continue it; 0 if it is not known yet.</summary>
    private int EndBefore(byte character)
    {
        if (_phase is Phase.Head or Phase.Tail && character == '\'' && EndIfTextEnds == _position)
        {
            _phase = Phase.Contraction;
            _end = _position;
            _position++;
            return 0;
        }

        return _phase == Phase.White && _end == 0 ? _last : EndIfTextEnds;
    }

    /// <param name="rest">The text from the apostrophe after the word on.</param>
    /// <param name="end">The end of the piece.</param>
    private readonly bool TryFinishContraction(ReadOnlySpan<byte> rest, out int end)
    {
        // | 0x20 maps two bytes to each of these letters: its upper and its lower case. U+017F, C5 BF, folds to s.
        int first = rest[1] | 0x20;
        int expected = first is 'r' or 'v' ? 'e' : first == 'l' ? 'l' : 0;
        int length = first is 's' or 't' or 'm' or 'd' ? 2
            : rest[1..].StartsWith("\u017F"u8) ? 3
            : expected != 0 && rest.Length > 2 && (rest[2] | 0x20) == expected ? 3
            : 0;
        end = _end + length;
        return length > 0 || expected == 0 || rest.Length > 2;
    }
}
