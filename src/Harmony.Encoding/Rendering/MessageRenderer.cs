using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Vocabulary;

namespace Harmony.Rendering;

/// <summary>
/// Renders a message: header, content and end, each in parts that the grammar arranges.
/// </summary>
internal ref struct MessageRenderer(TokenWriter ids, RenderOptions options, bool conversationHasFunctionTools)
{
    private readonly bool _hasFunctionTools = conversationHasFunctionTools;
    private PartWriter _part = new(ids, options.Dialect, options.SchemaStyle);

    /// <summary>The number of ids written.</summary>
    public readonly long Count => _part.Count;

    /// <param name="message">The message, which has been checked.</param>
    /// <param name="isReturned">Whether the message ends with <c>&lt;|return|&gt;</c>.</param>
    /// <returns>The number of ids up to the end of the author. The author writes what follows.</returns>
    public long Render(Message message, bool isReturned = false)
    {
        if (message.RawIds is not null)
        {
            return Replay(message.RawIdSpan, isReturned);
        }

        Author author = message.Author;
        MessageParts.WriteAuthor(author.Role == Role.Tool, author.Name is not null, author.Name, author.Role, ref _part);
        long authorEnd = _part.Count;
        MessageParts.WriteHeader(message.Recipient, message.Channel, message.ContentType, ref _part);
        for (int i = 0; i < message.Content.Count; i++)
        {
            WriteContent(message.Content[i]);
        }

        bool isCall = message is { Author.Role: Role.Assistant, Recipient: not null };
        MessageParts.WriteEnd(isReturned, isCall, ref _part);
        return authorEnd;
    }

    /// <summary>Writes the beginning of a message by a role.</summary>
    public void RenderAuthor(Role role) => MessageParts.WriteAuthor(tool: false, named: false, name: default, role, ref _part);

    /// <summary>Returns the writer of ids.</summary>
    public TokenWriter Complete() => _part.Complete();

    /// <summary>Writes a message as the model wrote it.</summary>
    private long Replay(ReadOnlySpan<int> ids, bool isReturned)
    {
        // The model did not write <|start|> and the role: the prompt contained them.
        long authorEnd = _part.Count + (ids is [SpecialTokens.Start, _, ..] ? 2 : 0);
        bool endsTurn = ids is [.., SpecialTokens.Return];
        _part.Add(endsTurn ? ids[..^1] : ids);
        if (endsTurn)
        {
            MessageParts.WriteEnd(isReturned, called: false, ref _part);
        }

        return authorEnd;
    }

    private void WriteContent(MessageContent content)
    {
        var layout = new BodyLayout();
        switch (content)
        {
            case TextPart text:
                _part.AddText(text.Text);
                return;
            case SystemContent system:
                BodyTexts.AppendSystem(system, _hasFunctionTools, ref layout, ref _part);
                break;
            case DeveloperContent developer:
                BodyTexts.AppendDeveloper(developer, ref layout, ref _part);
                break;
        }

        _part.End();
    }
}
