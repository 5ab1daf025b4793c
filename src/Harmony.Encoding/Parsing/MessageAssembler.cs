using System.Buffers;
using System.Text;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>
/// Makes messages from a <see cref="HarmonyReader"/>'s events: the part of reading that allocates, once per message.
/// </summary>
/// <remarks>Not thread-safe. One assembler serves one stream. Its memory is rented from the shared pool and returned by
/// <see cref="Dispose"/>.</remarks>
public sealed class MessageAssembler : IDisposable
{
    private const int InitialCapacity = 1024;

    private byte[] _text = [];
    private int _length;

    /// <summary>Adds an event.</summary>
    /// <param name="harmonyEvent">The reader's next event. Every event has to be added, in order.</param>
    /// <returns>The message that this event ends, or null.</returns>
    public Message? Add(in HarmonyEvent harmonyEvent)
    {
        switch (harmonyEvent.Kind)
        {
            case HarmonyEventKind.MessageStarted:
                Begin();
                return null;
            case HarmonyEventKind.Text:
                Append(harmonyEvent.Text);
                return null;
            case HarmonyEventKind.MessageEnded:
                return ToMessage(harmonyEvent.Header);
            default:
                return null;
        }
    }

    /// <summary>Begins a message.</summary>
    internal void Begin() => _length = 0;

    /// <summary>Gets the message: its header and all text since <see cref="Begin"/>.</summary>
    internal Message ToMessage(HarmonyHeader header) => Message(header, Encoding.UTF8.GetString(_text, 0, _length));

    /// <summary>Removes the last bytes of the message's text, of which there are at least so many.</summary>
    internal void RemoveLast(int byteCount) => _length -= byteCount;

    /// <summary>Adds the text of ids that bring nothing but text of the open message.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="byteCount">The number of their bytes.</param>
    internal void AppendText(ReadOnlySpan<int> ids, long byteCount)
    {
        // Room for one token more lets all of them be copied the fast way.
        Reserve(checked((int)(byteCount + VocabularyLayout.MaxTokenLength)));
        O200kTokenizer.TryDecodeToUtf8(ids, _text.AsSpan(_length), out int length);
        _length += length;
    }

    /// <summary>Adds text, in UTF-8.</summary>
    internal void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_text.AsSpan(_length));
        _length += text.Length;
    }

    private void Reserve(int length)
    {
        if (length > _text.Length - _length)
        {
            Grow(length);
        }
    }

    /// <summary>Returns the memory to the pool. An open message is lost.</summary>
    public void Dispose()
    {
        Replace([]);
        _length = 0;
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(checked(Math.Max(InitialCapacity, _length + Math.Max(needed, _length))));
        _text.AsSpan(0, _length).CopyTo(larger);
        Replace(larger);
    }

    private void Replace(byte[] text)
    {
        if (_text.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_text);
        }

        _text = text;
    }

    private static Message Message(HarmonyHeader header, string text) => new(new Author(header.Role, OptionalText(header.Name)), new TextPart(text))
    {
        Recipient = OptionalText(header.Recipient),
        Channel = ChannelText(header.Channel),
        ContentType = OptionalText(header.ContentType),
    };

    private static string? ChannelText(ReadOnlySpan<byte> channel) => channel switch
    {
        _ when channel.SequenceEqual(FormatWords.Channel.AnalysisUtf8) => Channels.Analysis,
        _ when channel.SequenceEqual(FormatWords.Channel.CommentaryUtf8) => Channels.Commentary,
        _ when channel.SequenceEqual(FormatWords.Channel.FinalUtf8) => Channels.Final,
        _ => OptionalText(channel),
    };

    private static string? OptionalText(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);
}
