using System.Buffers;
using System.Text;
using Harmony.Buffers;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Tools;
using Harmony.Vocabulary;

namespace Harmony.Docs.Tests;

/// <summary>The README's code, compiled and run: between the markers, word for word.</summary>
public class ReadmeCode
{
    [Fact]
    public void Render_a_conversation()
    {
        // <render>
        var weather = new ToolDescription(
            "get_current_weather",
            "Gets the current weather in the provided location.",
            ToolParameters.Parse("""
                {
                  "type": "object",
                  "properties": { "location": { "type": "string", "description": "The city, e.g. Tokyo" } },
                  "required": ["location"]
                }
                """));

        Conversation conversation =
        [
            Message.System(SystemContent.Default with { ReasoningEffort = ReasoningLevel.High }),
            Message.Developer(new DeveloperContent
            {
                Instructions = "Answer in one sentence.",
                Tools = [ToolNamespace.Functions(weather)],
            }),
            Message.User("What is the weather like in Tokyo?"),
        ];

        using var ids = new TokenBuffer();           // pooled: keep it, Clear() it, and nothing is allocated
        HarmonyRenderer.Render(conversation, ids);   // ends with <|start|>assistant, ready for the model
        ReadOnlySpan<int> prompt = ids.Span;
        // </render>
        Assert.Equal(SpecialTokens.Start, prompt[^2]);
        Assert.EndsWith("What is the weather like in Tokyo?<|end|><|start|>assistant", O200kTokenizer.Decode(prompt), StringComparison.Ordinal);
    }

    [Fact]
    public void Continue_a_conversation()
    {
        Conversation conversation = [Message.User("What is the weather like in Tokyo?")];

        // <continue>
        conversation.Add(Message.Assistant("I need the weather.", Channels.Analysis));
        conversation.Add(Message.ToolCall("functions.get_current_weather", """{"location": "Tokyo"}"""));
        conversation.Add(Message.ToolResult("functions.get_current_weather", """{"temperature": 20}"""));

        string json = conversation.ToJson();             // the reference's JSON, and back
        Conversation same = Conversation.FromJson(json);
        // </continue>
        Assert.Equal(conversation, same);
    }

    [Fact]
    public void Keep_a_prompt()
    {
        Conversation conversation = [Message.User("What is the weather like in Tokyo?")];

        // <kept>
        using var kept = new GrowingPrompt();
        kept.Render(conversation);
        conversation.Add(Message.Assistant("It is 20 °C in Tokyo."));
        conversation.Add(Message.User("And in Osaka?"));
        int seen = kept.Render(conversation);                 // so many of the first ids are what they were
        ReadOnlySpan<int> unseen = kept.Ids[seen..];
        // </kept>
        Assert.Equal("<|channel|>final<|message|>It is 20 °C in Tokyo.<|end|><|start|>user<|message|>And in Osaka?<|end|><|start|>assistant", O200kTokenizer.Decode(unseen));
    }

    [Fact]
    public void Tokenize()
    {
        using var output = new MemoryStream();

        // <tokenize>
        int[] ids = O200kTokenizer.Encode("Hello, world");        // [13225, 11, 2375]
        int count = O200kTokenizer.CountTokens("Hello, world");   // 3, nothing stored
        string text = O200kTokenizer.Decode(ids);                 // "Hello, world"

        // As much of a text as fits, and whether it does: neither reads much more than the limit needs.
        bool fits = O200kTokenizer.CountUpTo(text, 1_000) <= 1_000;
        ReadOnlySpan<char> kept = O200kTokenizer.Truncate(text, maxTokens: 2, out int keptIds);   // "Hello,", ids[..2]

        // A special token's name is text, unless you say otherwise.
        int[] asText = O200kTokenizer.Encode("<|end|>");                              // [27, 91, 419, 91, 29]
        int[] asToken = O200kTokenizer.Encode("<|end|>", SpecialTokenSet.All);        // [200007]

        // One id at a time, as a model gives them: only whole characters come out.
        var decoder = default(TokenDecoder);
        Span<byte> utf8 = stackalloc byte[TokenDecoder.MaxBytesPerId];
        foreach (int id in ids)
        {
            decoder.TryDecode(id, utf8, out int written);
            output.Write(utf8[..written]);
        }
        // </tokenize>
        Assert.Equal([13225, 11, 2375], ids);
        Assert.Equal(3, count);
        Assert.Equal("Hello, world", text);
        Assert.True(fits);
        Assert.Equal("Hello,", kept);
        Assert.Equal(2, keptIds);
        Assert.Equal("Hello, world", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal([27, 91, 419, 91, 29], asText);
        Assert.Equal([200007], asToken);
    }

    [Fact]
    public void Text_that_grows()
    {
        // <growing>
        using var growing = new GrowingText();
        growing.Append("How are y");               // chunks may cut through words, and through characters
        growing.Append("uo");
        growing.Truncate(growing.Length - 2);      // back
        growing.Append("ou?");
        ReadOnlySpan<int> soFar = growing.Ids;     // those of "How are you?"; StableCount of them stay, whatever comes
        // </growing>
        Assert.Equal(O200kTokenizer.Encode("How are you?"), soFar);
    }

    [Fact]
    public void Many_texts_at_once()
    {
        string[] documents = ["Hello, world", "", "Hello"];
        int longest = 0;
#pragma warning disable xUnit1051 // A reader of the README has no test to cancel.
        // <batch>
        using TokenBatch batch = O200kTokenizer.EncodeBatch(documents);   // IReadOnlyList<string>, or of ReadOnlyMemory<byte>
        for (int i = 0; i < batch.Count; i++)
        {
            longest = Math.Max(longest, batch[i].Length);                 // the ids of documents[i]
        }
        // </batch>
#pragma warning restore xUnit1051
        Assert.Equal(3, longest);
    }

    [Fact]
    public async Task Text_as_it_is_read()
    {
        string path = TestFiles.PathOf("README.md");
        long tokens = 0;
#pragma warning disable xUnit1051 // A reader of the README has no test to cancel.
        // <file>
        using FileStream file = File.OpenRead(path);                       // or a PipeReader
        await foreach (ReadOnlyMemory<int> block in O200kTokenizer.EncodeAsync(file))
        {
            tokens += block.Length;                                        // as CountTokensAsync does
        }
        // </file>
#pragma warning restore xUnit1051
        Assert.Equal(O200kTokenizer.CountTokens(File.ReadAllText(path)), tokens);
    }

    [Fact]
    public void Read_what_the_model_writes()
    {
        int[] generated = O200kTokenizer.Encode("<|channel|>commentary to=functions.f json<|message|>{}<|call|>", SpecialTokenSet.All);
        using var output = new MemoryStream();
        var diagnostics = new List<HarmonyDiagnostic>();
        string? tool = null;

        // <read>
        var reader = new HarmonyReader(Role.Assistant);   // a plain value: a copy is a checkpoint
        for (int i = 0; i <= generated.Length; i++)
        {
            if (i < generated.Length)
            {
                reader.Read(generated[i]);
            }
            else
            {
                reader.End();                             // what is open is ended, and may only now be known to be text
            }

            while (reader.TryNext(out HarmonyEvent found))
            {
                switch (found.Kind)
                {
                    case HarmonyEventKind.MessageStarted when found.Header.IsToolCall:
                        tool = Encoding.UTF8.GetString(found.Header.Recipient);
                        break;
                    case HarmonyEventKind.Text:
                        output.Write(found.Text);         // UTF-8, whole characters, as they come
                        break;
                    case HarmonyEventKind.Diagnostic:
                        diagnostics.Add(found.Diagnostic);
                        break;
                }
            }
        }
        // </read>
        Assert.Equal("{}", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal("functions.f", tool);
        Assert.Empty(diagnostics);
    }

    [Fact]
    public void Parse_and_go_on()
    {
        int[] generated = O200kTokenizer.Encode("<|channel|>final<|message|>It is sunny.<|return|>", SpecialTokenSet.All);
        Conversation conversation = [Message.User("What is the weather like in Tokyo?")];
        using var ids = new TokenBuffer();

        // <parse>
        HarmonyParseResult result = HarmonyParser.Parse(generated, Role.Assistant, keepRawIds: true);
        foreach (Message message in result.Messages)
        {
            conversation.Add(message);   // with its own ids, which are what is rendered
        }

        if (HarmonyRenderer.TryFit(conversation, maxTokens: 8_000, out Conversation? fitted))
        {
            ids.Clear();
            HarmonyRenderer.Render(fitted, ids);
        }
        // </parse>
        Assert.Equal("<|start|>user<|message|>What is the weather like in Tokyo?<|end|><|start|>assistant<|channel|>final<|message|>It is sunny.<|end|><|start|>assistant", O200kTokenizer.Decode(ids.Span));
    }

    [Fact]
    public void Serve_chat_completions()
    {
        byte[] requestBody = """{"model": "gpt-oss-20b", "messages": [{"role": "user", "content": "Hello."}]}"""u8.ToArray();
        var responseBody = new ArrayBufferWriter<byte>();
        int[] generated = O200kTokenizer.Encode("<|channel|>final<|message|>Hi.<|return|>", SpecialTokenSet.All);

        // <chat>
        Conversation request = ChatRequest.Read(requestBody).Conversation;   // the request's JSON, as UTF-8
        int[] tokens = HarmonyRenderer.Render(request);                   // to the engine

        TurnResult turn = TurnReader.Parse(generated);                    // what the engine generated
        ChatAnswer answer = ChatAnswer.FromTurn(turn);                    // content, reasoning, tool calls, finish reason
        var info = new ChatCompletionInfo("chatcmpl-1", "gpt-oss-20b", DateTimeOffset.UtcNow);
        answer.WriteCompletion(responseBody, info, new ChatUsage(tokens.Length, generated.Length));

        foreach (TurnMessage written in turn.Messages)
        {
            request.Add(written.Message);
        }

        foreach (ChatToolCall call in answer.ToolCalls)
        {
            request.Add(Message.ToolResult(call.Recipient, """{"temperature": 20}"""));
        }
        // </chat>
        Assert.Equal([.. tokens, .. generated[..^1], SpecialTokens.End], HarmonyRenderer.Render(request, new() { Purpose = RenderPurpose.Conversation }));
        Assert.Equal("<|start|>assistant", O200kTokenizer.Decode(tokens.AsSpan()[^2..]));
        Assert.Contains("\"content\":\"Hi.\"", Encoding.UTF8.GetString(responseBody.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_chat_completions()
    {
        var responseBody = new ArrayBufferWriter<byte>();
        var info = new ChatCompletionInfo("chatcmpl-1", "gpt-oss-20b", DateTimeOffset.UnixEpoch);
        int[] generated = [SpecialTokens.Message, SpecialTokens.Return];

        // <stream>
        using var turn = new TurnReader();
        using var chunks = new ChatChunkWriter(info);
        chunks.WriteStart(responseBody);                  // each call writes one JSON object; its framing is the host's
        foreach (int id in generated)                     // as the engine generates them, until turn.IsOver
        {
            turn.Read(id);
            while (turn.TryNext(out TurnEvent found))
            {
                chunks.TryWrite(found, responseBody);
            }
        }

        turn.End();                                       // if the engine stopped before the model did
        chunks.WriteEnd(responseBody, turn.FinishReason);
        // </stream>
        Assert.Equal(2, Encoding.UTF8.GetString(responseBody.WrittenSpan).Split("chat.completion.chunk").Length - 1);
    }

    [Fact]
    public async Task Call_a_tool()
    {
#pragma warning disable xUnit1051 // A reader of the README has no test to cancel.
        // <tools>
        Message developer = Message.Developer(new DeveloperContent { Tools = [WeatherTools.ToolNamespace] });

        var tools = new WeatherTools();
        Message call = Message.ToolCall("functions.get_weather", """{"location": "Tokyo, Japan"}""");   // as the model made it
        var toolResult = new ArrayBufferWriter<byte>();
        ToolCallStatus status = await tools.DispatchAsync(call.Recipient!, Encoding.UTF8.GetBytes(call.Text), toolResult);
        // </tools>
#pragma warning restore xUnit1051
        Assert.Equal((ToolCallStatus.Succeeded, "Sunny in Tokyo, Japan for 1 days."), (status, Encoding.UTF8.GetString(toolResult.WrittenSpan)));
        Assert.Contains("How many days to look ahead.", O200kTokenizer.Decode(HarmonyRenderer.Render([developer])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("methods")]
    [InlineData("tools")]
    [InlineData("stream")]
    [InlineData("render")]
    [InlineData("read")]
    [InlineData("parse")]
    [InlineData("chat")]
    [InlineData("continue")]
    [InlineData("tokenize")]
    [InlineData("growing")]
    [InlineData("batch")]
    [InlineData("kept")]
    [InlineData("file")]
    [InlineData("model")]
    public void The_README_has_this_code(string name)
    {
        string[] files = Directory.GetFiles(TestFiles.PathOf("tests", "Harmony.Docs.Tests"), "Readme*.cs");
        string[] source = [.. files.SelectMany(File.ReadAllLines)];
        int start = Array.FindIndex(source, line => line.Trim() == $"// <{name}>");
        int end = Array.FindIndex(source, line => line.Trim() == $"// </{name}>");
        int indent = source[start].IndexOf('/', StringComparison.Ordinal);
        string[] code = [.. source[(start + 1)..end].Select(line => line.Length > indent ? line[indent..] : "")];
        Assert.Contains("```csharp\n" + string.Join('\n', code) + "\n```", TestFiles.Read("README.md"), StringComparison.Ordinal);
    }
}

// <methods>
[HarmonyTools]
public sealed partial class WeatherTools
{
    /// <summary>Gets the current weather in a place.</summary>
    /// <param name="location">The city and the country.</param>
    /// <param name="days">How many days to look ahead.</param>
    [HarmonyTool]
    public static string GetWeather(string location, int days = 1) => $"Sunny in {location} for {days} days.";
}
// </methods>
