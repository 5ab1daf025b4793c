using System.Net;
using System.Text.Json;
using Harmony.Buffers;
using Harmony.Chat;
using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Grammar;
using Harmony.Parsing;
using Harmony.Remote;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Testing;

/// <summary>What a fuzzer drives with any bytes. A target returns for every input, or throws what the fault is.</summary>
public static class FuzzTargets
{
    private static readonly ServerProtocol[] Protocols =
        [ServerProtocol.VllmCompletions, ServerProtocol.VllmGenerate, ServerProtocol.Sglang, ServerProtocol.LlamaCpp];

    /// <summary>The targets by name.</summary>
    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new Dictionary<string, Action<byte[]>>
    {
        ["reader"] = ReadTurn,
        ["request"] = ReadRequest,
        ["conversation"] = ReadConversation,
        ["stream"] = ReadStream,
    };

    /// <summary>The reader and the turn above it: every id is accounted for, and ids one by one give what all at once give.</summary>
    private static void ReadTurn(byte[] input)
    {
        int[] ids = ToIds(input);
        var reader = new HarmonyReader();
        using var assembler = new MessageAssembler();
        var messages = new List<Message>();
        for (int i = 0; i <= ids.Length; i++)
        {
            Advance(ref reader, ids, i);
            while (reader.TryNext(out HarmonyEvent next))
            {
                Require(next.FirstId >= 0 && next.TokenCount >= 0 && next.FirstId + next.TokenCount <= ids.Length, "an event's range is outside the stream");
                if (next.Kind != HarmonyEventKind.Diagnostic && assembler.Add(next) is { } message)
                {
                    messages.Add(message);
                }
            }
        }

        Require(reader.Position == ids.Length, "an id was not read");
        Require(messages.SequenceEqual(HarmonyParser.Parse(ids).Messages), "ids one by one give other messages");
        _ = ChatAnswer.FromTurn(TurnReader.Parse(ids));
        _ = O200kTokenizer.Decode(ids.Where(static id => id is >= 0 and < SpecialTokens.First).ToArray());
    }

    /// <summary>A chat request: refused with its place, or rendered, counted and made into grammars.</summary>
    private static void ReadRequest(byte[] input)
    {
        _ = ChatRequest.IsRequest(input);
        foreach (ChatProfile profile in Enum.GetValues<ChatProfile>())
        {
            try
            {
                ChatRequest request = ChatRequest.Read(input, new ChatRequestOptions { Profile = profile });
                Use(request.Conversation);
            }
            catch (Exception refusal) when (refusal is JsonException or HarmonyFormatException)
            {
                Require(refusal.Message.Length < 2_000, "a refusal repeats its input");
            }
        }
    }

    /// <summary>A conversation: refused with its place, or the same after a journey through JSON.</summary>
    private static void ReadConversation(byte[] input)
    {
        try
        {
            var conversation = Conversation.FromJson(input);
            Require(Conversation.FromJson(conversation.ToJson()).SequenceEqual(conversation), "JSON gives another conversation");
            Use(conversation);
        }
        catch (Exception refusal) when (refusal is JsonException or HarmonyFormatException)
        {
            Require(refusal.Message.Length < 2_000, "a refusal repeats its input");
        }
    }

    /// <summary>The answer of a server, whole and in small reads: ids, or an error of the engine's.</summary>
    private static void ReadStream(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        ServerProtocol protocol = Protocols[input[0] % Protocols.Length];
        bool streams = (input[0] & 4) != 0;
        (int[] Ids, string? Error) whole = Generate(protocol, streams, input[1..], int.MaxValue).GetAwaiter().GetResult();
        (int[] Ids, string? Error) parts = Generate(protocol, streams, input[1..], 1 + (input[0] >> 3)).GetAwaiter().GetResult();
        Require(whole.Ids.SequenceEqual(parts.Ids) && whole.Error is null == parts.Error is null, "other reads give another answer");
    }

    private static void Use(Conversation conversation)
    {
        int[] ids = HarmonyRenderer.Render(conversation);
        Require(ids.Length == HarmonyRenderer.CountTokens(conversation), "the count differs from the ids");
        _ = HarmonyRenderer.Render(conversation, new RenderOptions { SchemaStyle = SchemaStyle.Faithful });
        var grammar = EngineGrammar.For(conversation);
        _ = grammar.ToLark();
        _ = grammar.ToGbnf();
    }

    private static async Task<(int[] Ids, string? Error)> Generate(ServerProtocol protocol, bool streams, byte[] answer, int readSize)
    {
        using var client = new HttpClient(new AnswerHandler(answer, readSize));
        var options = new RemoteEngineOptions
        {
            Replicas = [new Uri("http://localhost")],
            Protocol = protocol,
            Model = "m",
            ContextLength = 1_000,
            Stream = streams,
            MaximumAttempts = 1,
            HealthCheckInterval = Timeout.InfiniteTimeSpan,
        };
        var ids = new List<int>();
        try
        {
            await using RemoteEngine engine = await RemoteEngine.ConnectAsync(options, client);
            await using TokenGeneration generation = await engine.StartAsync(new GenerationRequest(new[] { SpecialTokens.Start, 1428 }) { MaxTokens = 50 });
            int[] buffer = new int[16];
            while (await generation.ReadAsync(buffer) is > 0 and int count)
            {
                ids.AddRange(buffer.AsSpan(0, count));
            }

            return ([.. ids], null);
        }
        catch (EngineException error)
        {
            Require(error.Message.Length < 2_000, "an error repeats the server's answer");
            return ([.. ids], error.Message);
        }
    }

    /// <summary>Text with the names of special tokens, in which a byte above 0xF7 (which no UTF-8 has) and the two after it are an id.</summary>
    private static int[] ToIds(byte[] input)
    {
        var ids = new List<int>();
        int textStart = 0;
        for (int i = 0; i + 2 < input.Length; i++)
        {
            if (input[i] > 0xF7)
            {
                ids.AddRange(Encode(input.AsSpan(textStart, i - textStart)));
                ids.Add(((input[i] & 3) << 16) + (input[i + 1] << 8) + input[i + 2]);
                i += 2;
                textStart = i + 1;
            }
        }

        ids.AddRange(Encode(input.AsSpan(textStart)));
        return [.. ids];
    }

    private static int[] Encode(ReadOnlySpan<byte> utf8)
    {
        using var ids = new TokenBuffer();
        O200kTokenizer.Encode(utf8, ids, SpecialTokenSet.All);
        return ids.ToArray();
    }

    private static void Advance(ref HarmonyReader reader, int[] ids, int index)
    {
        if (index < ids.Length)
        {
            reader.Read(ids[index]);
        }
        else
        {
            reader.End();
        }
    }

    private static void Require(bool condition, string fault)
    {
        if (!condition)
        {
            throw new InvalidOperationException(fault);
        }
    }

    /// <summary>Answers everything with the same bytes, some at a time.</summary>
    private sealed class AnswerHandler(byte[] answer, int readSize) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StreamContent(new SlowStream(answer, readSize)) });
    }

    private sealed class SlowStream(byte[] bytes, int readSize) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, readSize)], cancellationToken);
    }
}
