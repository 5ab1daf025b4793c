using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Parsing;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Builds contents from the events of a turn: text, reasoning, calls.</summary>
/// <param name="streams">Whether text is given as it comes, in parts, or as whole messages.</param>
/// <param name="showsReasoning">Whether the contents include the reasoning.</param>
internal sealed class ContentBuilder(bool streams, bool showsReasoning)
{
    /// <summary>The text of the open message that no content has yet.</summary>
    private readonly ArrayBufferWriter<byte> _text = new();

    private readonly List<AIContent> _contents = [];
    private bool _isReasoning;

    /// <summary>Adds an event.</summary>
    public void Add(in TurnEvent turnEvent)
    {
        switch (turnEvent.Kind)
        {
            case TurnEventKind.MessageStarted:
                _isReasoning = turnEvent.MessageKind == MessageKind.Reasoning;
                break;
            case TurnEventKind.Text:
            case TurnEventKind.Reasoning when showsReasoning:
                _text.Write(turnEvent.Text);
                break;
            case TurnEventKind.MessageEnded:
                // A part of a streamed text does not stand for the whole message.
                AddText(streams ? null : turnEvent.ToMessage());
                break;
            case TurnEventKind.CallEnded when !turnEvent.IsCut:
                AddCall(turnEvent.ToMessage());
                break;
        }
    }

    /// <summary>Takes the contents that are complete and, of a stream, the text that has come.</summary>
    public AIContent[] TakeContents()
    {
        if (streams)
        {
            AddText(message: null);
        }

        AIContent[] contents = [.. _contents];
        _contents.Clear();
        return contents;
    }

    private void AddText(Message? message)
    {
        if (_text.WrittenCount > 0)
        {
            string text = Encoding.UTF8.GetString(_text.WrittenSpan);
            _text.ResetWrittenCount();
            _contents.Add(_isReasoning
                ? new TextReasoningContent(text) { RawRepresentation = message }
                : new TextContent(text) { RawRepresentation = message });
        }
    }

    private void AddCall(Message message)
    {
        var call = new FunctionCallContent(CallId.New(), ToolName.FromRecipient(message.Recipient!)) { RawRepresentation = message };
        try
        {
            call.Arguments = CallArguments.Parse(message.Text);
        }
        catch (JsonException exception)
        {
            call.Exception = exception;
        }

        _contents.Add(call);
    }
}
