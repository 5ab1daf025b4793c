using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Tests.Parsing;

/// <summary>What a turn is: kinds of messages, the end, stop sequences, calls that were cut off, ids of messages.</summary>
public class TurnReaderTests(ITestOutputHelper output)
{
    private const string Analysis = "<|channel|>analysis<|message|>";
    private const string Commentary = "<|channel|>commentary<|message|>";
    private const string Final = "<|channel|>final<|message|>";
    private const string Next = "<|end|><|start|>assistant";

    private static readonly string[] Texts =
    [
        $"{Final}Hi there.<|return|>",
        $"{Analysis}Hm.{Next}{Analysis}So, 👋.{Next}{Final}Grüße aus 東京.<|return|>",
        $"{Analysis}Hm.{Next}{Commentary}I will look.{Next} to=functions.f<|channel|>commentary json<|message|>{{\"a\": \"Tōkyō\"}}<|call|>",
        $"<|channel|>commentary to=functions.f<|message|>1{Next}<|channel|>commentary to=browser.open<|message|>2{Next}{Final}So.<|end|>",
        $"{Commentary}a{Next}{Final}b<|start|>user<|message|>c<|end|>",
        "Hi there.<|return|>",
    ];

    private static readonly string[] Stops = ["Hi", "here", ". ", "東", "aus", "o", "👋.", "never"];

    [Fact]
    public void Every_turn_is_what_the_definition_says_streamed_or_whole()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("HARMONY_TEST_SEED"), out int repeated) ? repeated : Random.Shared.Next();
        output.WriteLine($"HARMONY_TEST_SEED={seed}");
        Parallel.For(0, 40, block =>
        {
            var random = new Random(HashCode.Combine(seed, block).GetHashCode());
            for (int i = 0; i < 2_000; i++)
            {
                Check(MakeIds(random), random.Next(3) switch { 0 => true, 1 => false, _ => null }, RandomStops(random), random.Next(2) == 0);
            }
        });
    }

    [Fact]
    public void Turns_cut_at_every_place()
    {
        foreach (string text in Texts)
        {
            int[] ids = Streams.Ids(text);
            for (int length = 0; length <= ids.Length; length++)
            {
                foreach (bool? isCut in (bool?[])[null, true, false])
                {
                    Check(ids[..length], isCut, [], allowsSeveralCalls: true);
                    Check(ids[..length], isCut, ["o", "東"], allowsSeveralCalls: false);
                }
            }
        }
    }

    [Fact]
    public void Chunks_and_the_whole_answer_agree()
    {
        var random = new Random(20261130);
        for (int i = 0; i < 2_000; i++)
        {
            int[] ids = MakeIds(random);
            string[] stops = RandomStops(random);
            ChatAnswer answer = ChatAnswer.FromTurn(TurnReader.Parse(ids, null, new StopSequences(stops)));
            (string content, string reasoning, List<(string Name, string Arguments)> calls, string reason) = Stream(ids, stops);
            Assert.Equal((answer.Content ?? "", answer.Reasoning ?? ""), (content, reasoning));
            Assert.Equal(answer.FinishReason.ToString(), reason);

            // A stream of a call that was cut off has the beginning of the call.
            int whole = answer.ToolCalls.Count;
            Assert.True(calls.Count == whole || (calls.Count == whole + 1 && answer.FinishReason == TurnFinishReason.Length));
            Assert.Equal(answer.ToolCalls.Select(call => (call.Name, call.Arguments)), calls.Take(whole));
        }
    }

    [Fact]
    public void Events_of_a_turn()
    {
        string[] events = Events($"{Analysis}Hm.{Next}{Analysis}So{Next}{Commentary}I look.{Next} to=functions.f<|channel|>commentary json<|message|>{{}}<|call|>");
        Assert.Equal(
            [
                "MessageStarted Reasoning", "Reasoning Reasoning Hm", "Reasoning Reasoning .", "MessageEnded Reasoning",
                "MessageStarted Reasoning", "Reasoning Reasoning \n\n separator", "Reasoning Reasoning So", "MessageEnded Reasoning",
                "MessageStarted Preamble", "Text Preamble I", "Text Preamble  look", "Text Preamble .", "MessageEnded Preamble",
                "CallStarted Call functions.f", "ArgumentsDelta Call {}", "CallEnded Call",
            ],
            events);
    }

    [Fact]
    public void What_is_wrong_is_a_diagnostic_and_a_call_that_is_cut_says_so()
    {
        Assert.Equal(
            ["Diagnostic UnexpectedSpecial", "CallStarted Call functions.f", "ArgumentsDelta Call {", "CallEnded Call cut"],
            Events("<|reserved_200014|> to=functions.f<|channel|>commentary<|message|>{").OrderBy(static line => line.StartsWith("Diagnostic", StringComparison.Ordinal) ? 0 : 1));
    }

    [Fact]
    public void A_stop_sequence_ends_the_answer_and_the_message_has_no_ids()
    {
        TurnResult turn = TurnReader.Parse(Streams.Ids($"{Commentary}One. Two.{Next}{Final}One. Two. Three.<|return|>"), null, new StopSequences(["Three", "Two"]));
        Assert.Equal(("One. Two.\n\nOne. ", "Two", TurnFinishReason.Stop), (turn.Text, turn.StopSequence, turn.FinishReason));
        Assert.Equal(Message.Assistant("One. "), turn.Messages[^1].Message);
        Assert.Null(turn.Messages[^1].Message.RawIds);
        Assert.NotNull(turn.Messages[0].Message.RawIds);
    }

    [Fact]
    public void Reasoning_tokens_are_counted_without_headers_and_ends()
    {
        using var reader = new TurnReader();
        foreach (int id in Streams.Ids($"{Analysis}One two three{Next}{Final}Four five<|return|>"))
        {
            reader.Read(id);
        }

        Assert.Equal(3, reader.ReasoningTokens);
    }

    [Fact]
    public void An_event_gives_only_what_it_has()
    {
        using var reader = new TurnReader();
        foreach (int id in Streams.Ids($"{Final}a"))
        {
            reader.Read(id);
        }

        Assert.True(reader.TryNext(out TurnEvent text));
        Assert.Equal(TurnEventKind.Text, text.Kind);
        bool hasDiagnostic = true;
        bool hasMessage = true;
        try
        {
            _ = text.Diagnostic;
        }
        catch (InvalidOperationException)
        {
            hasDiagnostic = false;
        }

        try
        {
            _ = text.ToMessage();
        }
        catch (InvalidOperationException)
        {
            hasMessage = false;
        }

        Assert.Equal((false, false), (hasDiagnostic, hasMessage));
        Assert.Throws<ArgumentNullException>(() => new StopSequences([null!]));
    }

    private static void Check(int[] ids, bool? isCut, string[] stops, bool allowsSeveralCalls)
    {
        try
        {
            Turn expected = Define(ids, isCut, stops, allowsSeveralCalls);
            Turn streamed = Read(ids, isCut, stops, allowsSeveralCalls);
            Assert.Equal(expected.ToString(), streamed.ToString());
            Assert.Equal(expected.Messages.Select(message => message.Item2), streamed.Messages.Select(message => message.Item2));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"isCut {isCut}, stops [{string.Join('|', stops)}], several {allowsSeveralCalls}, ids [{string.Join(',', ids)}]: {error.Message}", error);
        }
    }

    /// <summary>A turn by its definition, from the messages of the reader of any stream.</summary>
    private static Turn Define(int[] ids, bool? isCut, string[] stops, bool allowsSeveralCalls)
    {
        var turn = new Turn();
        var raw = HarmonyParser.Parse(ids, Role.Assistant, keepRawIds: true).Messages;
        using var assembler = new MessageAssembler();
        var reader = new HarmonyReader(Role.Assistant);
        int calls = 0;
        bool isOver = false;
        for (int i = 0; i <= ids.Length && !isOver; i++)
        {
            Streams.Advance(ref reader, ids, i);
            while (!isOver && reader.TryNext(out HarmonyEvent next))
            {
                bool isForeign = next.Kind == HarmonyEventKind.MessageStarted && next.Header.Role != Role.Assistant;
                isOver |= isForeign;
                if (assembler.Add(next) is not { } message || isForeign)
                {
                    continue;
                }

                string kind = message.IsToolCall ? "Call" : message.Channel switch { "analysis" => "Reasoning", "final" => "Answer", _ => "Preamble" };
                int stop = kind == "Answer" ? stops.Select(text => message.Text.IndexOf(text, StringComparison.Ordinal)).Where(index => index >= 0).DefaultIfEmpty(-1).Min() : -1;
                bool isCutHere = next.Ending == MessageEnding.EndOfInput && (isCut ?? true);
                if (stop >= 0)
                {
                    turn.Add(kind, message with { Content = [new TextPart(message.Text[..stop])] });
                    isOver = true;
                    continue;
                }

                if (kind != "Call" || !isCutHere)
                {
                    turn.Add(kind, message with { RawIds = raw[turn.Messages.Count].RawIds });
                    calls += kind == "Call" ? 1 : 0;
                }

                isOver |= kind == "Answer" || next.Ending is MessageEnding.Return or MessageEnding.Call or MessageEnding.EndOfText || (calls > 0 && !allowsSeveralCalls);
                isOver &= !isCutHere;
            }
        }

        turn.Reason = !isOver && (isCut ?? true) ? TurnFinishReason.Length : calls > 0 ? TurnFinishReason.ToolCalls : TurnFinishReason.Stop;
        return turn;
    }

    private static Turn Read(int[] ids, bool? isCut, string[] stops, bool allowsSeveralCalls)
    {
        var turn = new Turn();
        using var reader = new TurnReader(new StopSequences(stops), allowsSeveralCalls);
        var collector = new TurnCollector();
        var covered = new HashSet<long>();
        var text = new StringBuilder();
        long end = 0;
        MessageKind open = MessageKind.None;
        for (int i = 0; i <= ids.Length; i++)
        {
            if (i < ids.Length)
            {
                reader.Read(ids[i]);
            }
            else
            {
                reader.End(isCut);
            }

            while (reader.TryNext(out TurnEvent next))
            {
                collector.Add(next);
                covered.UnionWith(Enumerable.Range((int)next.FirstId, (int)next.TokenCount).Select(id => (long)id));
                if (next.Kind == TurnEventKind.Diagnostic)
                {
                    continue;
                }

                // Ranges follow one another, and messages are opened and closed.
                Assert.True(next.FirstId >= end, $"{next.Kind} at {next.FirstId}, after {end}");
                end = next.FirstId + next.TokenCount;
                switch (next.Kind)
                {
                    case TurnEventKind.MessageStarted or TurnEventKind.CallStarted:
                        Assert.Equal(MessageKind.None, open);
                        open = next.MessageKind;
                        text.Clear();
                        break;
                    case TurnEventKind.MessageEnded or TurnEventKind.CallEnded:
                        Assert.Equal(open, next.MessageKind);
                        Assert.Equal(text.ToString(), next.ToMessage().Text);
                        open = MessageKind.None;
                        break;
                    default:
                        Assert.Equal(open, next.MessageKind);
                        Assert.False(next.Text.IsEmpty);
                        text.Append(next.IsSeparator ? "" : Encoding.UTF8.GetString(next.Text));
                        break;
                }
            }
        }

        Assert.Equal(MessageKind.None, open);
        Assert.True(reader.IsOver);

        // Only ids after the end of the turn belong to no event.
        Assert.True(reader.Ids.SequenceEqual(ids.AsSpan(0, reader.Ids.Length)));
        for (int i = 0; i < reader.Ids.Length && reader.Ids.Length == ids.Length && reader.FinishReason == TurnFinishReason.Length; i++)
        {
            Assert.Contains(i, covered);
        }

        TurnResult result = collector.ToResult(reader.FinishReason, reader.StopSequence);
        Assert.Equal(result, TurnReader.Parse(ids, isCut, new StopSequences(stops), allowsSeveralCalls));
        foreach ((MessageKind kind, Message message) in result.Messages)
        {
            turn.Add(kind.ToString(), message);
        }

        turn.Reason = result.FinishReason;
        Assert.Equal((turn.Joined("Preamble", "Answer"), turn.Joined("Reasoning")), (result.Text ?? "", result.Reasoning ?? ""));
        return turn;
    }

    private static string[] Events(string stream)
    {
        List<string> lines = [];
        using var reader = new TurnReader();
        int[] ids = Streams.Ids(stream);
        for (int i = 0; i <= ids.Length; i++)
        {
            if (i < ids.Length)
            {
                reader.Read(ids[i]);
            }
            else
            {
                reader.End();
            }

            while (reader.TryNext(out TurnEvent next))
            {
                string what = next.Kind switch
                {
                    TurnEventKind.Diagnostic => $" {next.Diagnostic.Code}",
                    TurnEventKind.CallStarted => $" Call {Encoding.UTF8.GetString(next.Header.Recipient)}",
                    _ => $" {next.MessageKind}{(next.Text.IsEmpty ? "" : " " + Encoding.UTF8.GetString(next.Text))}{(next.IsSeparator ? " separator" : "")}{(next.IsCut ? " cut" : "")}",
                };
                lines.Add(next.Kind + what);
            }
        }

        return [.. lines];
    }

    private static (string Content, string Reasoning, List<(string Name, string Arguments)> Calls, string Reason) Stream(int[] ids, string[] stops)
    {
        string content = "";
        string reasoning = "";
        List<(string Name, string Arguments)> calls = [];
        using var reader = new TurnReader(new StopSequences(stops));
        using var writer = new ChatChunkWriter(new ChatCompletionInfo("c", "m", DateTimeOffset.UnixEpoch));
        for (int i = 0; i <= ids.Length; i++)
        {
            if (i < ids.Length)
            {
                reader.Read(ids[i]);
            }
            else
            {
                reader.End();
            }

            while (reader.TryNext(out TurnEvent next))
            {
                var buffer = new ArrayBufferWriter<byte>();
                if (!writer.TryWrite(next, buffer))
                {
                    continue;
                }

                using var chunk = JsonDocument.Parse(buffer.WrittenMemory);
                JsonElement delta = chunk.RootElement.GetProperty("choices")[0].GetProperty("delta");
                content += delta.TryGetProperty("content", out JsonElement text) ? text.GetString() : "";
                reasoning += delta.TryGetProperty("reasoning", out JsonElement thought) ? thought.GetString() : "";
                if (delta.TryGetProperty("tool_calls", out JsonElement list))
                {
                    JsonElement function = list[0].GetProperty("function");
                    if (function.TryGetProperty("name", out JsonElement name))
                    {
                        calls.Add((name.GetString()!, ""));
                    }

                    calls[^1] = (calls[^1].Name, calls[^1].Arguments + function.GetProperty("arguments").GetString());
                }
            }
        }

        return (content, reasoning, calls, reader.FinishReason.ToString());
    }

    private static string[] RandomStops(Random random) => [.. Enumerable.Range(0, random.Next(3)).Select(_ => Stops[random.Next(Stops.Length)])];

    private static int[] MakeIds(Random random)
    {
        List<int> ids = [.. Streams.Ids(Texts[random.Next(Texts.Length)])];
        for (int changes = random.Next(5); changes > 0 && ids.Count > 0; changes--)
        {
            int at = random.Next(ids.Count);
            switch (random.Next(4))
            {
                case 0:
                    ids.RemoveAt(at);
                    break;
                case 1:
                    ids.Insert(at, RandomStreamTests.RandomId(random));
                    break;
                case 2:
                    ids[at] = RandomStreamTests.RandomId(random);
                    break;
                default:
                    ids.RemoveRange(at, random.Next(Math.Min(8, ids.Count - at) + 1));
                    break;
            }
        }

        return [.. ids];
    }

    private sealed class Turn
    {
        public List<(string, Message)> Messages { get; } = [];

        public TurnFinishReason Reason { get; set; }

        public void Add(string kind, Message message) => Messages.Add((kind, message));

        public string Joined(params string[] kinds) =>
            string.Join("\n\n", Messages.Where(message => kinds.Contains(message.Item1) && message.Item2.Text.Length > 0).Select(message => message.Item2.Text));

        public override string ToString() =>
            string.Join('\n', Messages.Select(message => $"{message.Item1} {message.Item2.Text} {(message.Item2.RawIds is { } raw ? string.Join(',', raw) : "none")}")) + $"\n{Reason}";
    }
}
