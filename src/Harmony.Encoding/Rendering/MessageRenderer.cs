using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;

namespace Harmony.Rendering;

/// <summary>
/// One message: header, content, end. Each part is encoded on its own, so that tokens never join across parts.
/// </summary>
internal ref struct MessageRenderer(DialectRules dialect, SchemaStyle schemaStyle, bool conversationHasFunctionTools)
{
    private readonly DialectRules _dialect = dialect;
    private readonly SchemaStyle _schemaStyle = schemaStyle;
    private readonly bool _hasFunctionTools = conversationHasFunctionTools;
    private Utf8TextBuilder _part;

    /// <param name="message">The message, checked.</param>
    /// <param name="endId">What ends it, if not what its recipient decides.</param>
    /// <param name="writer">Where to.</param>
    /// <returns>How many ids the writer had after the author: what follows is the author's own.</returns>
    public long Render(Message message, int? endId, ref TokenWriter writer)
    {
        if (message.RawIds is not null)
        {
            return Replay(message.RawIdSpan, endId ?? FormatText.End, ref writer);
        }

        writer.Add(FormatText.Start);
        WriteAuthor(message.Author, ref writer);
        long authorEnd = writer.Count;
        if (_dialect.PutsCommentaryFirst && message.Channel == Channels.Commentary)
        {
            WriteChannel(message.Channel, ref writer);
            WriteRecipient(message.Recipient, ref writer);
        }
        else
        {
            WriteRecipient(message.Recipient, ref writer);
            WriteChannel(message.Channel, ref writer);
        }

        WriteContentType(message.ContentType, ref writer);
        writer.Add(FormatText.Message);
        for (int i = 0; i < message.Content.Count; i++)
        {
            WriteContent(message.Content[i], ref writer);
        }

        bool isCall = message is { Author.Role: Role.Assistant, Recipient: not null };
        writer.Add(endId ?? (isCall ? FormatText.Call : FormatText.End));
        return authorEnd;
    }

    public void Dispose() => _part.Dispose();

    /// <summary>Writes a message as the model wrote it.</summary>
    private static long Replay(ReadOnlySpan<int> ids, int endOfTurn, ref TokenWriter writer)
    {
        // What the model did not write: <|start|> and the role, which the prompt had.
        long authorEnd = writer.Count + (ids is [FormatText.Start, _, ..] ? 2 : 0);
        for (int i = 0; i < ids.Length; i++)
        {
            bool isEndOfTurn = i == ids.Length - 1 && ids[i] == FormatText.Return;
            writer.Add(isEndOfTurn ? endOfTurn : ids[i]);
        }

        return authorEnd;
    }

    private void WriteAuthor(Author author, ref TokenWriter writer)
    {
        if (author.Role == Role.Tool)
        {
            TextEncoder.Encode(author.Name, ref writer);
            return;
        }

        TextEncoder.Encode(RoleNames.Get(author.Role), ref writer);
        if (author.Name is not null)
        {
            WritePart(FormatText.AuthorName, author.Name, ref writer);
        }
    }

    private void WriteRecipient(string? recipient, ref TokenWriter writer)
    {
        if (recipient is not (null or Message.RecipientAll))
        {
            WritePart(FormatText.Recipient, recipient, ref writer);
        }
    }

    private static void WriteChannel(string? channel, ref TokenWriter writer)
    {
        if (channel is not null)
        {
            writer.Add(FormatText.Channel);
            TextEncoder.Encode(channel, ref writer);
        }
    }

    private void WriteContentType(string? contentType, ref TokenWriter writer)
    {
        if (contentType is null)
        {
            return;
        }

        bool bringsMarker = contentType.StartsWith(FormatText.ConstrainMarker, StringComparison.Ordinal);
        if (bringsMarker || _dialect.ConstrainsEveryType)
        {
            TextEncoder.EncodeValid(FormatText.ContentType, ref writer);
            writer.Add(FormatText.Constrain);
            TextEncoder.Encode(contentType.AsSpan(bringsMarker ? FormatText.ConstrainMarker.Length : 0), ref writer);
        }
        else
        {
            WritePart(FormatText.ContentType, contentType, ref writer);
        }
    }

    private void WriteContent(MessageContent content, ref TokenWriter writer)
    {
        switch (content)
        {
            case TextContent text:
                TextEncoder.Encode(text.Text, ref writer);
                return;
            case SystemContent system:
                _part.Clear();
                SystemSection.Append(system, _hasFunctionTools, _dialect, _schemaStyle, ref _part);
                break;
            case DeveloperContent developer:
                _part.Clear();
                DeveloperSection.Append(developer, _dialect, _schemaStyle, ref _part);
                break;
        }

        TextEncoder.EncodeValid(_part.Text, ref writer);
    }

    private void WritePart(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> text, ref TokenWriter writer)
    {
        _part.Clear();
        _part.Append(prefix);
        _part.Append(text);
        TextEncoder.EncodeValid(_part.Text, ref writer);
    }
}
