using Harmony.Conversations;
using Harmony.Grammar;
using static Harmony.Parsing.HeaderWords;

namespace Harmony.Parsing;

/// <summary>How a header ended.</summary>
internal enum HeaderEnd
{
    /// <summary>With <c>&lt;|message|&gt;</c>.</summary>
    Message,

    /// <summary>Without <c>&lt;|message|&gt;</c>.</summary>
    Missing,

    /// <summary>Not yet, but it is longer than any header can be.</summary>
    TooLong,
}

/// <summary>
/// Reads the words of any header: author, recipient, channel and content type in any order, with or without space between
/// them. docs/format.md lists the rules.
/// </summary>
internal ref partial struct HeaderParser
{
    private readonly HeaderEnd _end;
    private ref HeaderText _header;
    private uint _problems;
    private bool _expectsChannel;
    private bool _expectsRecipient;
    private bool _hasChannelMark;
    private bool _hasKnownChannel;

    private HeaderParser(ref HeaderText header, HeaderEnd end)
    {
        _header = ref header;
        _end = end;
    }

    /// <summary>Reads a header, and sets its parts.</summary>
    /// <param name="header">The header.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="textStart">The offset of text that does not belong to a header, or -1. A complete header has none.</param>
    /// <returns>One bit for each <see cref="DiagnosticCode"/> that was found.</returns>
    public static uint Parse(ref HeaderText header, HeaderEnd end, out int textStart)
    {
        var parser = new HeaderParser(ref header, end);
        textStart = parser.ParseWords();
        parser.Finish();
        return parser._problems;
    }

    private int ParseWords()
    {
        // Text without any marker belongs to the message from its first byte on.
        if (_end != HeaderEnd.Message && !_header.HasStart && !_header.HasMarks && !_header.Text[_header.TextStart..].TrimStart(WhiteSpace).StartsWith(RecipientMarker))
        {
            return _header.TextStart;
        }

        int position = _header.TextStart;
        while (position < _header.Length)
        {
            byte first = _header.Text[position];
            if (WhiteSpace.Contains(first))
            {
                position++;
                continue;
            }

            if (first == HeaderText.ChannelMark)
            {
                BeginChannel();
                position++;
                continue;
            }

            if (first == ArgumentsOpening && _end != HeaderEnd.Message)
            {
                return position;
            }

            bool isConstrained = first == HeaderText.ConstrainMark;
            int start = isConstrained ? position + 1 : position;
            int length = _header.Text[start..].IndexOfAny(_end == HeaderEnd.Message ? WordEnds : WordEndsWhereCut);
            int end = length < 0 ? _header.Length : start + length;
            int next = ParseWord(start, end, isConstrained, out bool isText);
            if (isText)
            {
                // If the whole word is text, the text includes its mark.
                return next == start ? position : next;
            }

            position = next;
        }

        return -1;
    }

    /// <summary>Reads a word, which may contain several parts.</summary>
    /// <returns>The offset after it, or the offset of text that does not belong to a header.</returns>
    private int ParseWord(int position, int end, bool isConstrained, out bool isText)
    {
        // The last word of a header that is too long may continue indefinitely.
        isText = _end == HeaderEnd.TooLong && end == _header.Length && !isConstrained;
        while (position < end && !isText)
        {
            int taken = Take(position, _header.Text[position..end], isConstrained);
            isText = taken == 0;
            position += taken;
            isConstrained = false;
        }

        return position;
    }

    /// <returns>The number of bytes that were read; 0 if the word does not belong to a header.</returns>
    private int Take(int start, ReadOnlySpan<byte> word, bool isConstrained)
    {
        if (isConstrained)
        {
            EndChannel();
            return TakeContentType(start, word);
        }

        if (word.StartsWith(RecipientMarker))
        {
            EndChannel();
            RequireAuthor();
            return TakeRecipient(start, word, RecipientMarker.Length);
        }

        if (_expectsRecipient)
        {
            return TakeRecipient(start, word, 0);
        }

        if (_expectsChannel)
        {
            return TakeChannel(start, word);
        }

        if (!_header.HasRole)
        {
            return TakeAuthor(start, word);
        }

        return !_hasChannelMark && RoleAtStart(word, out int length) == _header.Role && EndsRole(word[length..])
            ? TakeRepeatedRole(length)
            : TakeUnmarked(start, word);
    }

    private void BeginChannel()
    {
        RequireAuthor();
        EndChannel();
        EndRecipient();
        _expectsChannel = true;
        _hasChannelMark = true;
    }

    /// <summary>Reports a channel without a name, if a name was expected.</summary>
    private void EndChannel()
    {
        if (_expectsChannel)
        {
            Report(DiagnosticCode.EmptyChannel);
            _expectsChannel = false;
        }
    }

    /// <summary>Reports a <c>to=</c> without a recipient, if a recipient was expected.</summary>
    private void EndRecipient()
    {
        if (_expectsRecipient)
        {
            Report(DiagnosticCode.EmptyRecipient);
            _expectsRecipient = false;
        }
    }

    private void RequireAuthor()
    {
        if (!_header.HasRole)
        {
            Report(DiagnosticCode.MissingRole);
            _header.HasRole = true;
            _header.Role = Role.Assistant;
        }
    }

    private void Finish()
    {
        if (_end == HeaderEnd.Message)
        {
            EndChannel();
        }

        EndRecipient();
        RequireAuthor();
        if (_header.Role == Role.Assistant && _header[_header.Recipient].SequenceEqual(FormatWords.Role.AssistantUtf8))
        {
            Report(DiagnosticCode.RecipientIsAuthor);
            _header.Recipient = default;
        }

        _header.IsImplicitlyFinal = _end != HeaderEnd.Message && _header.Role == Role.Assistant && _header.Channel.IsEmpty;
    }

    private void Report(DiagnosticCode code) => _problems |= 1u << (int)code;
}
