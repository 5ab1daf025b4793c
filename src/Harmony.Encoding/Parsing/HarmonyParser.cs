using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>
/// Reads ids that are all there into messages. For ids that a model is still writing, see <see cref="HarmonyReader"/>.
/// </summary>
/// <remarks>Thread-safe. Takes any integers and never throws for what they are: what was repaired is told.</remarks>
public static class HarmonyParser
{
    /// <summary>Reads ids into messages.</summary>
    /// <param name="ids">The ids: any numbers.</param>
    /// <param name="role">
    /// Whose message the ids go on with: the prompt ended with <c>&lt;|start|&gt;</c> and this role. Null if the ids begin with
    /// a message's start.
    /// </param>
    /// <param name="keepRawIds">Whether each message keeps its ids, see <see cref="Message.RawIds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such role.</exception>
    public static HarmonyParseResult Parse(ReadOnlySpan<int> ids, Role? role = null, bool keepRawIds = false)
    {
        var reader = new HarmonyReader(role);
        using var assembler = new MessageAssembler();
        var collector = new Collector(ids, assembler, keepRawIds, role);
        for (int i = 0; i < ids.Length;)
        {
            int textCount = reader.ReadText(ids[i..], out long byteCount);
            assembler.AppendText(ids.Slice(i, textCount), byteCount);
            i += textCount;
            if (i < ids.Length)
            {
                reader.Read(ids[i++]);
                collector.Drain(ref reader);
            }
        }

        reader.End();
        collector.Drain(ref reader);
        return collector.Result();
    }

    private ref struct Collector(ReadOnlySpan<int> ids, MessageAssembler assembler, bool keepsRawIds, Role? role)
    {
        private readonly ReadOnlySpan<int> _ids = ids;
        private readonly List<Message> _messages = [];
        private readonly List<HarmonyDiagnostic> _diagnostics = [];
        private MessageEnding? _ending;
        private int _rawEnd;

        public void Drain(ref HarmonyReader reader)
        {
            while (reader.TryNext(out HarmonyEvent next))
            {
                if (next.Kind == HarmonyEventKind.Diagnostic)
                {
                    _diagnostics.Add(next.Diagnostic);
                }
                else if (assembler.Add(next) is { } message)
                {
                    _ending = next.Ending;
                    Add(message, (int)(next.FirstId + next.TokenCount));
                }
            }
        }

        public readonly HarmonyParseResult Result() => new(_messages, _diagnostics, _ending);

        private void Add(Message message, int rawEnd)
        {
            _messages.Add(keepsRawIds ? message with { RawIds = RawIds(message, rawEnd) } : message);
            _rawEnd = rawEnd;
        }

        /// <summary>All ids since the message before: one after the other, messages give back the stream, but for what stands
        /// after the last of them.</summary>
        private readonly int[] RawIds(Message message, int end)
        {
            using var raw = new TokenBuffer();
            if (role is { } first && _messages.Count == 0)
            {
                // The prompt had the beginning of the first message.
                raw.Add(SpecialTokens.Start);
                O200kTokenizer.Encode(RoleNames.Get(first), raw);
            }

            raw.Append(_ids[_rawEnd..end]);
            if (_ending == MessageEnding.EndOfInput)
            {
                // Cut off, or stopped by an engine that does not give the id at which it stops: the next message must not
                // go on with this one.
                raw.Add(message.IsToolCall ? SpecialTokens.Call : SpecialTokens.End);
            }

            return raw.ToArray();
        }
    }
}
