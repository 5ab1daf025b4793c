using System.Buffers;
using System.Text;
using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>
/// Makes messages of a <see cref="HarmonyReader"/>'s events: the end of reading that allocates, once a message.
/// </summary>
/// <remarks>Not thread-safe. One for each stream; it keeps its memory from message to message.</remarks>
public sealed class MessageAssembler
{
    private readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>Takes an event.</summary>
    /// <param name="harmonyEvent">The reader's next event: every one has to be given, in order.</param>
    /// <returns>The message that this event ends, or null.</returns>
    public Message? Add(in HarmonyEvent harmonyEvent)
    {
        switch (harmonyEvent.Kind)
        {
            case HarmonyEventKind.MessageStarted:
                _text.ResetWrittenCount();
                return null;
            case HarmonyEventKind.Text:
                _text.Write(harmonyEvent.Text);
                return null;
            case HarmonyEventKind.MessageEnded:
                return Message(harmonyEvent.Header, Encoding.UTF8.GetString(_text.WrittenSpan));
            default:
                return null;
        }
    }

    private static Message Message(HarmonyHeader header, string text) => new(new Author(header.Role, OptionalText(header.Name)), new TextContent(text))
    {
        Recipient = OptionalText(header.Recipient),
        Channel = ChannelText(header.Channel),
        ContentType = OptionalText(header.ContentType),
    };

    private static string? ChannelText(ReadOnlySpan<byte> channel) => channel switch
    {
        _ when channel.SequenceEqual("analysis"u8) => Channels.Analysis,
        _ when channel.SequenceEqual("commentary"u8) => Channels.Commentary,
        _ when channel.SequenceEqual("final"u8) => Channels.Final,
        _ => OptionalText(channel),
    };

    private static string? OptionalText(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);
}
