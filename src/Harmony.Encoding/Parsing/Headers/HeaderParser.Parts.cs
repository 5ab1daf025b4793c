using Harmony.Conversations;
using Harmony.Grammar;
using static Harmony.Parsing.HeaderWords;

namespace Harmony.Parsing;

/// <content>The parts of a header. Each method reads its part from a word and returns the number of bytes read; 0 if the word
/// does not belong to a header.</content>
internal ref partial struct HeaderParser
{
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

            _header.Name = PartOf(start + length + 1, word[(length + 1)..]);
            return word.Length;
        }

        // A tool is written as its name alone. Without a <|message|>, any other word may be the first one of the text.
        bool isTool = _end == HeaderEnd.Message || NamesTool(word) || word.SequenceEqual(FormatWords.PythonUtf8);
        HeaderPart name = PartOf(start, word);
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

        _header.Recipient = PartOf(start + markerLength, word[markerLength..]);
        if (markerLength + _header.Recipient.Length < word.Length)
        {
            Report(DiagnosticCode.UnexpectedHeaderText);
        }

        return word.Length;
    }

    private int TakeChannel(int start, ReadOnlySpan<byte> word)
    {
        int known = ChannelAtStart(word);
        if (NamesTool(word) && _header.Recipient.IsEmpty)
        {
            EndChannel();
            Report(DiagnosticCode.MissingMarker);
            return TakeRecipient(start, word, 0);
        }

        if (known == 0 && _end != HeaderEnd.Message)
        {
            return 0;
        }

        _expectsChannel = false;
        int recipient = word.IndexOf(RecipientMarker);
        int taken = recipient > 0 ? recipient : known > 0 && _end != HeaderEnd.Message ? known : word.Length;
        HeaderPart channel = known > 0 ? new HeaderPart((ushort)start, (ushort)known) : PartOf(start, word[..taken]);
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

    /// <summary>Reads a word without a marker: a channel, a recipient, or a content type.</summary>
    private int TakeUnmarked(int start, ReadOnlySpan<byte> word)
    {
        if (_end != HeaderEnd.Message)
        {
            // Words are more likely text here, except for the type of a call's arguments.
            return word.SequenceEqual(FormatWords.JsonUtf8) && !_header.Recipient.IsEmpty ? TakeContentType(start, word) : 0;
        }

        int channel = ChannelAtStart(word);
        if (channel > 0 && _header.Channel.IsEmpty && !_hasChannelMark && (channel == word.Length || word[channel..].StartsWith(RecipientMarker)))
        {
            Report(DiagnosticCode.MissingMarker);
            _header.Channel = new HeaderPart((ushort)start, (ushort)channel);
            return channel;
        }

        if (_header.Recipient.IsEmpty && NamesTool(word))
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
}
