using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Tests.Parsing;

namespace Harmony.Tests.Chat;

/// <summary>Chat completions, whole and streamed: both say the same.</summary>
public class ChatAnswerTests
{
    private static readonly ChatCompletionInfo Info = new("chatcmpl-1", "gpt-oss-20b", DateTimeOffset.UnixEpoch.AddSeconds(7));

    /// <summary>Stream, content, reasoning, calls, finish reason.</summary>
    public static TheoryData<string, string?, string?, string, string> Turns => new()
    {
        { "<|channel|>final<|message|>Hi.<|return|>", "Hi.", null, "", "stop" },
        { "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hi.<|return|>", "Hi.", "Hm.", "", "stop" },
        { "<|channel|>commentary to=functions.f json<|message|>{\"a\":  1}<|call|>", null, null, "f({\"a\":  1})", "tool_calls" },
        { "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary<|message|>I look.<|end|><|start|>assistant to=functions.f<|channel|>commentary json<|message|>{}<|call|>", "I look.", "Hm.", "f({})", "tool_calls" },
        { "<|channel|>commentary to=functions.f<|message|>1<|end|><|start|>assistant<|channel|>commentary to=browser.open<|message|>2<|call|>", null, null, "f(1) browser.open(2)", "tool_calls" },
        { "<|channel|>commentary to=functions.f<|message|>1<|end|>", null, null, "f(1)", "length" },
        { "<|channel|>analysis<|message|>Hm", null, "Hm", "", "length" },
        { "<|channel|>analysis<|message|>Hm<|end|>", null, "Hm", "", "length" },
        { "<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>analysis<|message|>b<|end|><|start|>assistant<|channel|>final<|message|>c<|return|>", "c", "a\n\nb", "", "stop" },
        { "<|channel|>commentary<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>", "a\n\nb", null, "", "stop" },
        { "<|channel|>final<|message|><|return|>", "", null, "", "stop" },
        { "<|channel|>final<|message|>a<|end|><|start|>user<|message|>b<|end|><|start|>functions.f to=assistant<|channel|>commentary<|message|>c<|return|>", "a", null, "", "stop" },
        { "<|message|>a \"quoted\"\n<b> 👋<|return|>", "a \"quoted\"\n<b> 👋", null, "", "stop" },
        { "<|channel|>final to=all<|message|>a<|return|>", "a", null, "", "stop" },
        { "", null, null, "", "length" },
    };

    [Theory]
    [MemberData(nameof(Turns))]
    public void A_whole_completion(string stream, string? content, string? reasoning, string calls, string finishReason)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ChatAnswer.FromTurn(TurnReader.Parse(Streams.Ids(stream))).WriteCompletion(buffer, Info, new ChatUsage(10, 5));
        using var json = JsonDocument.Parse(buffer.WrittenMemory);
        JsonElement root = json.RootElement;
        Assert.Equal(("chatcmpl-1", "chat.completion", 7, "gpt-oss-20b"), (root.GetProperty("id").GetString(), root.GetProperty("object").GetString(), root.GetProperty("created").GetInt32(), root.GetProperty("model").GetString()));
        Assert.Equal((10, 5, 15), (root.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), root.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), root.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        JsonElement choice = Assert.Single(root.GetProperty("choices").EnumerateArray());
        JsonElement message = choice.GetProperty("message");
        Assert.Equal(("assistant", content), (message.GetProperty("role").GetString(), message.GetProperty("content").GetString()));
        Assert.Equal((reasoning, reasoning), (Optional(message, "reasoning"), Optional(message, "reasoning_content")));
        Assert.Equal(calls, message.TryGetProperty("tool_calls", out JsonElement list) ? string.Join(' ', list.EnumerateArray().Select(Call)) : "");
        Assert.Equal(finishReason, choice.GetProperty("finish_reason").GetString());
    }

    [Theory]
    [MemberData(nameof(Turns))]
    public void The_same_in_chunks(string stream, string? content, string? reasoning, string calls, string finishReason)
    {
        List<JsonElement> choices = Chunks(Streams.Ids(stream));
        Assert.Equal("assistant", choices[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.All(choices[..^1], choice => Assert.Equal(JsonValueKind.Null, choice.GetProperty("finish_reason").ValueKind));
        Assert.Equal(finishReason, choices[^1].GetProperty("finish_reason").GetString());
        Assert.Equal(content ?? "", Joined(choices, "content"));
        Assert.Equal(reasoning ?? "", Joined(choices, "reasoning"));
        Assert.Equal(reasoning ?? "", Joined(choices, "reasoning_content"));
        var names = new SortedDictionary<int, string>();
        var arguments = new SortedDictionary<int, StringBuilder>();
        foreach (JsonElement call in choices.Where(choice => choice.GetProperty("delta").TryGetProperty("tool_calls", out _)).Select(choice => choice.GetProperty("delta").GetProperty("tool_calls")[0]))
        {
            int index = call.GetProperty("index").GetInt32();
            JsonElement function = call.GetProperty("function");
            if (call.TryGetProperty("id", out JsonElement id))
            {
                // The name comes first, and once.
                Assert.StartsWith("call_", id.GetString(), StringComparison.Ordinal);
                Assert.Equal(names.Count, index);
                names.Add(index, function.GetProperty("name").GetString()!);
                arguments.Add(index, new StringBuilder());
            }

            arguments[index].Append(function.GetProperty("arguments").GetString());
        }

        Assert.Equal(calls, string.Join(' ', names.Select(name => $"{name.Value}({arguments[name.Key]})")));
    }

    [Fact]
    public void Arguments_come_as_they_are_generated()
    {
        int[] ids = Streams.Ids("<|channel|>commentary to=functions.f<|message|>{\"city\": \"Tokyo\", \"days\": 3}<|call|>");
        int deltas = Chunks(ids).Count(choice => choice.GetProperty("delta").TryGetProperty("tool_calls", out _));
        Assert.Equal(1 + ids.Length - Array.IndexOf(ids, 200_008) - 2, deltas);
    }

    [Fact]
    public void Each_call_has_an_id_of_its_own()
    {
        TurnMessage[] calls = [.. Enumerable.Repeat(new TurnMessage(MessageKind.Call, Message.ToolCall("functions.f", "{}")), 100)];
        Assert.Equal(100, ChatAnswer.FromTurn(new TurnResult(TurnFinishReason.ToolCalls) { Messages = calls }).ToolCalls.Select(call => call.Id).Distinct().Count());
    }

    [Fact]
    public void The_engine_may_know_better_why_it_is_over()
    {
        // An engine that does not give the id at which it stopped.
        int[] ids = Streams.Ids("<|channel|>final<|message|>Hi.");
        Assert.Equal(TurnFinishReason.Stop, ChatAnswer.FromTurn(TurnReader.Parse(ids, isCut: false)).FinishReason);
        Assert.Equal(TurnFinishReason.Length, ChatAnswer.FromTurn(TurnReader.Parse(ids)).FinishReason);
    }

    [Fact]
    public void A_call_that_is_cut_off_is_not_in_the_answer_and_a_stream_of_it_says_length()
    {
        int[] ids = Streams.Ids("<|channel|>commentary to=functions.f<|message|>{\"a");
        ChatAnswer answer = ChatAnswer.FromTurn(TurnReader.Parse(ids));
        Assert.Empty(answer.ToolCalls);
        Assert.Equal(TurnFinishReason.Length, answer.FinishReason);
        Assert.Equal("length", Chunks(ids)[^1].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public void Reasoning_is_left_out_if_the_request_says_so()
    {
        int[] ids = Streams.Ids("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hi.<|return|>");
        ChatCompletionInfo info = Info with { IncludesReasoning = false };
        List<JsonElement> choices = Chunks(ids, info);
        Assert.Equal(("Hi.", "", ""), (Joined(choices, "content"), Joined(choices, "reasoning"), Joined(choices, "reasoning_content")));

        var buffer = new ArrayBufferWriter<byte>();
        ChatAnswer.FromTurn(TurnReader.Parse(ids)).WriteCompletion(buffer, info);
        using var json = JsonDocument.Parse(buffer.WrittenMemory);
        JsonElement message = json.RootElement.GetProperty("choices")[0].GetProperty("message");
        Assert.Equal(("Hi.", null, null), (message.GetProperty("content").GetString(), Optional(message, "reasoning"), Optional(message, "reasoning_content")));
    }

    [Fact]
    public void Usage_has_details_that_are_known()
    {
        var buffer = new ArrayBufferWriter<byte>();
        new ChatAnswer().WriteCompletion(buffer, Info, new ChatUsage(10, 5) { CachedTokens = 8, ReasoningTokens = 2 });
        Assert.Contains(
            "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,\"prompt_tokens_details\":{\"cached_tokens\":8},\"completion_tokens_details\":{\"reasoning_tokens\":2}}",
            Encoding.UTF8.GetString(buffer.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void The_total_of_any_usage_can_be_written()
    {
        var buffer = new ArrayBufferWriter<byte>();
        new ChatAnswer().WriteCompletion(buffer, Info, new ChatUsage(int.MaxValue, 1));
        Assert.Contains("\"total_tokens\":2147483648", Encoding.UTF8.GetString(buffer.WrittenSpan), StringComparison.Ordinal);
    }

    private static List<JsonElement> Chunks(int[] ids, ChatCompletionInfo? info = null)
    {
        var choices = new List<JsonElement>();
        using var writer = new ChatChunkWriter(info ?? Info);
        var buffer = new ArrayBufferWriter<byte>();
        void Take()
        {
            using var chunk = JsonDocument.Parse(buffer.WrittenMemory);
            Assert.Equal("chat.completion.chunk", chunk.RootElement.GetProperty("object").GetString());
            choices.Add(chunk.RootElement.GetProperty("choices")[0].Clone());
            buffer.ResetWrittenCount();
        }

        writer.WriteStart(buffer);
        Take();
        using var reader = new TurnReader();
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
                if (writer.TryWrite(next, buffer))
                {
                    Take();
                }
            }
        }

        writer.WriteEnd(buffer, reader.FinishReason, new ChatUsage(10, 5));
        Take();
        return choices;
    }

    private static string Joined(List<JsonElement> choices, string name) => string.Concat(choices.Select(choice => Optional(choice.GetProperty("delta"), name)));

    private static string? Optional(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string Call(JsonElement call)
    {
        Assert.StartsWith("call_", call.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("function", call.GetProperty("type").GetString());
        JsonElement function = call.GetProperty("function");
        return $"{function.GetProperty("name").GetString()}({function.GetProperty("arguments").GetString()})";
    }
}
