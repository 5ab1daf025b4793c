using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>The ids of a message as the model wrote it (<see cref="Message.RawIds"/>): all ids since the message before it, so that
/// messages, one after another, give back the stream, except for the ids after the last message.</summary>
internal static class RawIds
{
    /// <summary>Copies the ids of a message.</summary>
    /// <param name="ids">The stream: the ids from the end of the message before to the end of this one.</param>
    /// <param name="promptRole">The role with which the prompt ended, if the message is the first of the stream; else null.</param>
    /// <param name="ending">What ended the message.</param>
    /// <param name="isCall">Whether the message is a call.</param>
    public static int[] Copy(ReadOnlySpan<int> ids, Role? promptRole, MessageEnding ending, bool isCall)
    {
        using var raw = new TokenBuffer();
        if (promptRole is { } role)
        {
            // The prompt has the beginning of the message.
            raw.Add(SpecialTokens.Start);
            O200kTokenizer.Encode(RoleNames.Get(role), raw);
        }

        raw.Append(ids);
        if (ending == MessageEnding.EndOfInput)
        {
            // Cut off, or stopped by an engine that does not return the id at which it stops: without an end, the next message
            // would continue this one.
            raw.Add(isCall ? SpecialTokens.Call : SpecialTokens.End);
        }

        return raw.ToArray();
    }
}
