using Harmony.Conversations;

namespace Harmony.Parsing;

/// <summary>
/// Reads complete sequences of ids into messages. For ids that a model is still generating, see <see cref="HarmonyReader"/>;
/// for the assistant's turn, see <see cref="TurnReader"/>.
/// </summary>
/// <remarks>Thread-safe. Accepts any integers and never throws because of them: every repair is a diagnostic.</remarks>
public static class HarmonyParser
{
    /// <summary>Reads ids into messages.</summary>
    /// <param name="ids">The ids: any numbers.</param>
    /// <param name="role">
    /// The role whose message the ids continue: the prompt ended with <c>&lt;|start|&gt;</c> and this role. Null if the ids begin
    /// with the start of a message.
    /// </param>
    /// <param name="keepRawIds">Whether each message keeps its ids, see <see cref="Message.RawIds"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Unknown role.</exception>
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
            _messages.Add(keepsRawIds
                ? message with { RawIds = RawIds.Copy(_ids[_rawEnd..rawEnd], _messages.Count == 0 ? role : null, _ending!.Value, message.IsToolCall) }
                : message);
            _rawEnd = rawEnd;
        }
    }
}
