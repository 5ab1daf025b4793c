using System.Buffers;
using System.Text;
using Harmony.Buffers;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tests.Parsing;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Allocations;

/// <summary>Counts the bytes that a call allocates after warm-up. There must be none.</summary>
public class AllocationTests
{
    private static readonly string English = string.Concat(Enumerable.Repeat("The quick brown fox doesn't jump over 1234 lazy dogs. ", 40));

    /// <summary>Each way to the ids: transcoded on the stack and in chunks, pieces from the cache, merged in registers, and found by
    /// backtracking on the stack and in rented memory, broken and multi-byte text.</summary>
    public static TheoryData<string, string> Texts => new()
    {
        { "short", "Hello, world!" },
        { "English", English },
        { "chunked", string.Concat(Enumerable.Repeat(English, 60)) },
        { "Chinese", string.Concat(Enumerable.Repeat("人工智能技术正在迅速发展，改变着我们的生活方式。", 100)) },
        { "a long piece", new string('x', 5_000) },
        { "a long run of spaces", new string(' ', 100_000) },
        { "random letters", string.Concat(Enumerable.Range(0, 400).Select(i => (char)('a' + (i * i % 23)))) },
        { "random words", string.Concat(Enumerable.Range(0, 400).Select(i => (char)(i % 13 == 0 ? ' ' : 'a' + (i * i % 23)))) },
        { "lone surrogates", "a\ud800b\udc00" + English },
        { "specials", "<|start|>user<|message|>" + English + "<|end|>" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Encoding_and_counting(string name, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        using var ids = new TokenBuffer();
        int[] span = new int[utf8.Length];
        AssertNone(name, () =>
        {
            ids.Clear();
            O200kTokenizer.Encode(text, ids);
            O200kTokenizer.Encode(utf8, ids);
            O200kTokenizer.Encode(text, ids, SpecialTokenSet.All);
            O200kTokenizer.TryEncode(text, span, out _);
            O200kTokenizer.TryEncode(utf8, span, out _, SpecialTokenSet.All);
            O200kTokenizer.CountTokens(text);
            O200kTokenizer.CountTokens(utf8);
            O200kTokenizer.CountUpTo(text, 100);
            O200kTokenizer.CountUpTo(utf8, 1_000_000, SpecialTokenSet.All);
            O200kTokenizer.Truncate(text, 3, out _);
            O200kTokenizer.Truncate(utf8, 100, out _, SpecialTokenSet.All);
        });
    }

    [Fact]
    public void Broken_UTF8()
    {
        byte[] utf8 = [.. Encoding.UTF8.GetBytes(English), 0xE2, 0x82, 0xFF, .. Encoding.UTF8.GetBytes(English)];
        AssertNone("broken UTF-8", () => O200kTokenizer.CountTokens(utf8));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_that_grows(string name, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        using var growing = new GrowingText();
        long ids = 0;
        AssertNone(name, () =>
        {
            growing.Truncate(0);
            int step = Math.Max(100, text.Length / 50);
            for (int i = 0; i < text.Length; i += step)
            {
                growing.Append(text.AsSpan(i, Math.Min(step, text.Length - i)));
                ids += growing.Ids.Length;
            }

            growing.Truncate(text.Length / 2);
            growing.Append(utf8);
            ids += growing.Ids.Length;
        });
        Assert.True(ids > 0);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Decoding_and_offsets(string name, string text)
    {
        int[] ids = O200kTokenizer.Encode(text, SpecialTokenSet.All);
        byte[] utf8 = new byte[O200kTokenizer.GetUtf8ByteCount(ids)];
        byte[] one = new byte[TokenDecoder.MaxBytesPerId];
        var offsets = new TokenOffset[ids.Length];
        var writer = new ArrayBufferWriter<byte>(utf8.Length);
        AssertNone(name, () =>
        {
            writer.ResetWrittenCount();
            O200kTokenizer.DecodeToUtf8(ids, writer);
            O200kTokenizer.TryDecodeToUtf8(ids, utf8, out _);
            O200kTokenizer.GetOffsets(text, ids, offsets);
            var decoder = default(TokenDecoder);
            foreach (int id in ids)
            {
                decoder.TryDecode(id, one, out _);
            }
        });
    }

    [Theory]
    [InlineData(HarmonyDialect.OpenAI)]
    [InlineData(HarmonyDialect.Oss)]
    public void Rendering_the_sample(HarmonyDialect dialect)
    {
        Conversation conversation = Conversation.FromJson(TestFiles.Read("samples", "weather.json"));
        AssertRendersWithout("the sample", conversation, dialect);
    }

    [Theory]
    [InlineData(SchemaStyle.Reference)]
    [InlineData(SchemaStyle.Faithful)]
    public void Rendering_the_golden_schemas(SchemaStyle style)
    {
        // All of them in one developer message: every branch of the schema writer.
        var tools = new List<ToolDescription>();
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "schemas.jsonl")))
        {
            using var golden = System.Text.Json.JsonDocument.Parse(line);
            if (golden.RootElement.GetProperty("ids").ValueKind != System.Text.Json.JsonValueKind.Null)
            {
                tools.Add(new ToolDescription($"f{tools.Count}", "First.\r\nSecond.", ToolParameters.FromElement(golden.RootElement.GetProperty("parameters"))));
            }
        }

        Assert.NotEmpty(tools);
        AssertRendersWithout("schemas", [Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(tools)] })], HarmonyDialect.Oss, style);
    }

    [Fact]
    public void Rendering_the_faithful_schemas()
    {
        string text = TestFiles.Read("tests", "Harmony.Encoding.Tests", "Rendering", "faithful-schemas.txt");
        ToolDescription[] tools = [.. text.Split("\n\n").Where(block => block.Length > 0).Select((block, i) => new ToolDescription($"f{i}", "", ToolParameters.Parse(block.Split('\n')[1])))];
        Assert.NotEmpty(tools);
        AssertRendersWithout("schemas", [Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(tools)] })], HarmonyDialect.OpenAI, SchemaStyle.Faithful);
    }

    [Fact]
    public void Rendering_two_hundred_turns()
    {
        Conversation conversation = [Message.System(SystemContent.Default with { Tools = [ToolNamespace.Browser, ToolNamespace.Python] })];
        for (int i = 0; i < 200; i++)
        {
            conversation.Add(Message.User($"Question {i}: {English}"));
            conversation.Add(Message.Assistant("Thinking.", Channels.Analysis));
            conversation.Add(Message.ToolCall("functions.lookup", $$"""{"id": {{i}}}"""));
            conversation.Add(Message.ToolResult("functions.lookup", "null"));
            conversation.Add(Message.Assistant(English));
        }

        AssertRendersWithout("200 turns", conversation, HarmonyDialect.OpenAI);
    }

    [Fact]
    public void A_prompt_that_grows()
    {
        Conversation[] turns = new Conversation[20];
        for (int i = 0; i < turns.Length; i++)
        {
            turns[i] = [.. i == 0 ? [Message.System(SystemContent.Default)] : turns[i - 1], Message.User(English), Message.Assistant("Thinking.", Channels.Analysis), Message.Assistant(English)];
        }

        using var prompt = new GrowingPrompt();
        AssertNone("a growing prompt", () =>
        {
            foreach (Conversation conversation in turns)
            {
                prompt.Render(conversation);
            }
        });
        Assert.Equal(HarmonyRenderer.Render(turns[^1]), prompt.Ids);
    }

    [Fact]
    public void Reading_ids()
    {
        // Every state and every kind of id, broken text, and headers that are too long.
        var random = new Random(1);
        int[] telling = [.. SpecialTokens.Stop, SpecialTokens.Start, SpecialTokens.Channel, SpecialTokens.Message, SpecialTokens.Constrain, -1, .. O200kTokenizer.Encode("assistant to=functions.f commentary final json 👋😀")];
        int[] ids = new int[100_000];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = random.Next(2) == 0 ? telling[random.Next(telling.Length)] : random.Next(-2, SpecialTokens.Last + 3);
        }

        ids.AsSpan(50_000, 5_000).Fill(O200kTokenizer.Encode("long")[0]);
        long bytes = 0;
        AssertNone("reading", () =>
        {
            var reader = new HarmonyReader(Role.Assistant);
            for (int i = 0; i <= ids.Length; i++)
            {
                Streams.Advance(ref reader, ids, i);
                while (reader.TryNext(out HarmonyEvent next))
                {
                    bytes += next.Text.Length + next.Header.Channel.Length;
                }
            }
        });
        Assert.True(bytes > 0);
    }

    [Fact]
    public void Writing_chunks()
    {
        OptimizedBuild.SkipWithout();
        int[] ids = Streams.Ids("<|channel|>analysis<|message|>" + English + "<|end|><|start|>assistant<|channel|>final<|message|>" + English + "<|return|>");
        using var writer = new ChatChunkWriter(new ChatCompletionInfo("chatcmpl-1", "gpt-oss-20b", DateTimeOffset.UnixEpoch));
        var destination = new ArrayBufferWriter<byte>(1 << 16);
        var stops = new StopSequences(["never", "N."]);
        long bytes = long.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            var reader = new TurnReader(stops);
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (int id in ids)
            {
                reader.Read(id);
                while (reader.TryNext(out TurnEvent next))
                {
                    destination.ResetWrittenCount();
                    writer.TryWrite(next, destination);
                }
            }

            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
            reader.Dispose();
        }

        // Held text of a turn: less than a token and a stop sequence.
        Assert.InRange(bytes, 0, 512);
    }

    private static void AssertRendersWithout(string name, Conversation conversation, HarmonyDialect dialect, SchemaStyle style = SchemaStyle.Reference)
    {
        using var ids = new TokenBuffer();
        var options = new RenderOptions { Dialect = dialect, SchemaStyle = style };
        var training = new RenderOptions { Dialect = dialect, Purpose = RenderPurpose.Training, KeepAnalysis = true, SchemaStyle = style };
        var mask = new ArrayBufferWriter<bool>(1 << 20);
        int[] span = new int[1 << 20];
        AssertNone(name, () =>
        {
            ids.Clear();
            mask.ResetWrittenCount();
            HarmonyRenderer.Render(conversation, ids, options);
            HarmonyRenderer.Render(conversation, ids, training, mask);
            HarmonyRenderer.TryRender(conversation, span, out _, options);
            HarmonyRenderer.Render(conversation[0], ids, options);
            HarmonyRenderer.CountTokens(conversation, options);
        });
    }

    private static void AssertNone(string name, Action call)
    {
        OptimizedBuild.SkipWithout();
        // Warm-up: the pool fills, buffers grow, static data is made. Another test's thread can take a rented array out
        // of the shared pool at any time, so the best of a few tries counts: allocating at every call fails them all.
        long allocated = long.MaxValue;
        for (int i = 0; i < 10 && allocated > 0; i++)
        {
            call();
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(allocated == 0, $"{name}: {allocated} bytes allocated");
    }
}
