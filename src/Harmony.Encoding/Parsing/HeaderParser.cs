using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>How much of a header there is.</summary>
internal enum HeaderEnd
{
    /// <summary>All of it: <c>&lt;|message|&gt;</c> came.</summary>
    Message,

    /// <summary>It ended without <c>&lt;|message|&gt;</c>.</summary>
    Missing,

    /// <summary>It goes on, but is longer than any header.</summary>
    TooLong,
}

/// <summary>
/// Reads a header's words, whatever they are: author, recipient, channel and content type in any order and with or
/// without space between them. The rules stand in docs/format.md.
/// </summary>
internal ref struct HeaderParser
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

    /// <summary>The white space of headers; any other is a part of its word, as the reference has it.</summary>
    public static ReadOnlySpan<byte> WhiteSpace => " \t\n\f\r"u8;

    private static ReadOnlySpan<byte> WordEnds =>
        [(byte)' ', (byte)'\t', (byte)'\n', (byte)'\f', (byte)'\r', HeaderText.ChannelMark, HeaderText.ConstrainMark];

    /// <summary>The same, and how a call's arguments begin, which may follow a header that has no <c>&lt;|message|&gt;</c>.</summary>
    private static ReadOnlySpan<byte> WordEndsWhereCut =>
        [(byte)' ', (byte)'\t', (byte)'\n', (byte)'\f', (byte)'\r', HeaderText.ChannelMark, HeaderText.ConstrainMark, ArgumentsOpening];

    private const byte ArgumentsOpening = (byte)'{';

    private static ReadOnlySpan<byte> RecipientMarker => "to="u8;

    /// <summary>How a special token's name begins: no recipient, channel or name has this in it.</summary>
    private static ReadOnlySpan<byte> SpecialOpening => "<|"u8;

    /// <summary>Reads a header; what it says is put into it.</summary>
    /// <param name="header">The header.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="textStart">Where text begins that is no part of a header, or -1. A whole header has none.</param>
    /// <returns>A bit for each <see cref="DiagnosticCode"/>.</returns>
    public static uint Parse(ref HeaderText header, HeaderEnd end, out int textStart)
    {
        var parser = new HeaderParser(ref header, end);
        textStart = parser.ParseWords();
        parser.Finish();
        return parser._problems;
    }

    /// <summary>The role whose name a text begins with.</summary>
    public static Role? RoleAtStart(ReadOnlySpan<byte> text, out int length)
    {
        (Role? role, length) = text switch
        {
            _ when text.StartsWith("assistant"u8) => (Role.Assistant, "assistant"u8.Length),
            _ when text.StartsWith("user"u8) => (Role.User, "user"u8.Length),
            _ when text.StartsWith("developer"u8) => (Role.Developer, "developer"u8.Length),
            _ when text.StartsWith("system"u8) => (Role.System, "system"u8.Length),
            _ when text.StartsWith("tool"u8) => (Role.Tool, "tool"u8.Length),
            _ => ((Role?)null, 0),
        };
        return role;
    }

    /// <summary>The length of the known channel that a text begins with, or 0.</summary>
    private static int ChannelAtStart(ReadOnlySpan<byte> text) => text switch
    {
        _ when text.StartsWith("analysis"u8) => "analysis"u8.Length,
        _ when text.StartsWith("commentary"u8) => "commentary"u8.Length,
        _ when text.StartsWith("final"u8) => "final"u8.Length,
        _ => 0,
    };

    private int ParseWords()
    {
        // Text without any marker is the message's, from its first byte.
        if (_end != HeaderEnd.Message && !_header.HasStart && !_header.HasMarks)
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
                // A word that is text as a whole begins with its mark.
                return next == start ? position : next;
            }

            position = next;
        }

        return -1;
    }

    /// <summary>Reads a word, which may hold several parts.</summary>
    /// <returns>Where it ends, or where text begins that is no part of a header.</returns>
    private int ParseWord(int position, int end, bool isConstrained, out bool isText)
    {
        // The last word of a header that is too long may go on for ever.
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

    /// <returns>How many bytes of the word are taken; 0 if it is no part of a header.</returns>
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

    /// <summary>Whether a role's name can end where this follows it: at its word's end, or glued to what comes next.</summary>
    private static bool EndsRole(ReadOnlySpan<byte> rest) =>
        rest.IsEmpty || rest.StartsWith(RecipientMarker) || ChannelAtStart(rest) > 0 || RoleAtStart(rest, out _) is not null;

    private int TakeAuthor(int start, ReadOnlySpan<byte> word)
    {
        Role? role = RoleAtStart(word, out int length);
        if (role is not null && (EndsRole(word[length..]) || word[length] == ':'))
        {
            _header.HasRole = true;
            _header.Role = role.Value;
            if (EndsRole(word[length..]))
            {
                return length;
            }

            _header.Name = Part(start + length + 1, word[(length + 1)..]);
            return word.Length;
        }

        // A tool stands by its name alone. Without a <|message|>, another word is as likely the text's first.
        bool isTool = _end == HeaderEnd.Message || word.StartsWith("functions."u8) || word.StartsWith("browser."u8) || word.SequenceEqual("python"u8);
        HeaderPart name = Part(start, word);
        if (!isTool || name.IsEmpty)
        {
            RequireAuthor();
            return TakeUnmarked(start, word);
        }

        _header.HasRole = true;
        _header.Role = Role.Tool;
        _header.Name = name;
        return word.Length;
    }

    private int TakeRepeatedRole(int length)
    {
        Report(DiagnosticCode.RepeatedRole);
        return length;
    }

    private int TakeRecipient(int start, ReadOnlySpan<byte> word, int markerLength)
    {
        _expectsRecipient = word.Length == markerLength;
        if (_expectsRecipient)
        {
            return word.Length;
        }

        if (!_header.Recipient.IsEmpty)
        {
            return LeaveOut(word);
        }

        _header.Recipient = Part(start + markerLength, word[markerLength..]);
        if (markerLength + _header.Recipient.Length < word.Length)
        {
            Report(DiagnosticCode.UnexpectedHeaderText);
        }

        return word.Length;
    }

    private int TakeChannel(int start, ReadOnlySpan<byte> word)
    {
        int known = ChannelAtStart(word);
        if (known == 0 && _end != HeaderEnd.Message)
        {
            return 0;
        }

        _expectsChannel = false;
        int recipient = word.IndexOf(RecipientMarker);
        int taken = recipient > 0 ? recipient : known > 0 && _end != HeaderEnd.Message ? known : word.Length;
        HeaderPart channel = known > 0 ? new HeaderPart((ushort)start, (ushort)known) : Part(start, word[..taken]);
        if (known == 0 || known < taken)
        {
            Report(DiagnosticCode.UnknownChannel);
        }

        if (!_header.Channel.IsEmpty)
        {
            Report(DiagnosticCode.RepeatedChannel);
        }

        if (_header.Channel.IsEmpty || (known > 0 && !_hasKnownChannel))
        {
            _header.Channel = channel;
            _hasKnownChannel = known > 0;
        }

        return taken;
    }

    private int TakeContentType(int start, ReadOnlySpan<byte> word)
    {
        if (!_header.ContentType.IsEmpty)
        {
            return LeaveOut(word);
        }

        _header.ContentType = new HeaderPart((ushort)start, (ushort)word.Length);
        return word.Length;
    }

    /// <summary>A word that nothing announces: a channel or a recipient without its marker, or a content type.</summary>
    private int TakeUnmarked(int start, ReadOnlySpan<byte> word)
    {
        if (_end != HeaderEnd.Message)
        {
            // Here words are more likely the text, but for the type of a call's arguments.
            return word.SequenceEqual("json"u8) && !_header.Recipient.IsEmpty ? TakeContentType(start, word) : 0;
        }

        int channel = ChannelAtStart(word);
        if (channel > 0 && _header.Channel.IsEmpty && !_hasChannelMark && (channel == word.Length || word[channel..].StartsWith(RecipientMarker)))
        {
            Report(DiagnosticCode.MissingMarker);
            _header.Channel = new HeaderPart((ushort)start, (ushort)channel);
            return channel;
        }

        if (_header.Recipient.IsEmpty && (word.StartsWith("functions."u8) || word.StartsWith("browser."u8)))
        {
            Report(DiagnosticCode.MissingMarker);
            return TakeRecipient(start, word, 0);
        }

        return TakeContentType(start, word);
    }

    private int LeaveOut(ReadOnlySpan<byte> word)
    {
        if (_end != HeaderEnd.Message)
        {
            return 0;
        }

        Report(DiagnosticCode.UnexpectedHeaderText);
        return word.Length;
    }

    private void BeginChannel()
    {
        RequireAuthor();
        EndChannel();
        _expectsChannel = true;
        _expectsRecipient = false;
        _hasChannelMark = true;
    }

    /// <summary>Says that a channel has no name, if one was expected.</summary>
    private void EndChannel()
    {
        if (_expectsChannel)
        {
            Report(DiagnosticCode.EmptyChannel);
            _expectsChannel = false;
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

        RequireAuthor();
        if (_header.Role == Role.Assistant && _header[_header.Recipient].SequenceEqual("assistant"u8))
        {
            Report(DiagnosticCode.RecipientIsAuthor);
            _header.Recipient = default;
        }

        _header.IsImplicitlyFinal = _end != HeaderEnd.Message && _header.Role == Role.Assistant && _header.Channel.IsEmpty;
    }

    private void Report(DiagnosticCode code) => _problems |= 1u << (int)code;

    /// <summary>A part of the text, cut where a special token's name begins.</summary>
    private static HeaderPart Part(int start, ReadOnlySpan<byte> text)
    {
        int cut = text.IndexOf(SpecialOpening);
        return new HeaderPart((ushort)start, (ushort)(cut < 0 ? text.Length : cut));
    }
}
