using System.Text;
using Harmony.Benchmarking.Measuring;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Benchmarking.Messages;

/// <summary>Measures the Harmony format: rendering conversations into ids, and parsing a model's ids into messages.</summary>
internal sealed class HarmonyBenchmark(BenchmarkSettings settings) : IDisposable
{
    private const string StreamMode = "stream";

    /// <summary>The number of ids at the end of a prompt that begin the completion's first message: its start token and its role.</summary>
    private const int PromptedTokens = 2;

    private static readonly RenderOptions Whole = new() { Purpose = RenderPurpose.Conversation, KeepAnalysis = true };
    private static readonly int[] FloodLengths = [8_192, 32_768];
    private static readonly int[] RunLengths = [1_000, 4_000, 16_000];

    private readonly TokenBuffer _ids = new();

    /// <summary>Measures rendering a conversation and decoding its ids, or parsing and decoding a completion.</summary>
    /// <exception cref="BenchmarkException">The conversation cannot be rendered, or the library contradicts itself.</exception>
    public IEnumerable<Measurement> Run(ConversationFile file) => file.IsCompletion ? RunCompletion(file) : RunConversation(file);

    /// <summary>Measures hard cases: a header that does not end, and runs of one letter.</summary>
    public IEnumerable<Measurement> RunHardCases()
    {
        foreach (int length in FloodLengths)
        {
            int[] ids = HeaderFlood(length);
            yield return Measure($"header-flood-{length}", StreamMode, ids, bytes: 0, () => Stream(ids));
        }

        foreach (int length in RunLengths)
        {
            byte[] text = new byte[length];
            text.AsSpan().Fill((byte)'x');
            int[] ids = O200kTokenizer.Encode(Encoding.UTF8.GetString(text));
            yield return Measure($"run-of-x-{length}", "encode", ids, length, () => Encode(text, allowedSpecials: null));
        }
    }

    public void Dispose() => _ids.Dispose();

    private IEnumerable<Measurement> RunConversation(ConversationFile file)
    {
        int[] ids = file.Render(RenderOptions.Default);
        yield return Measure(file.Name, "render", ids, file.Json.Length, file.Parse, Render);
        yield return Measure(file.Name, "json+render", ids, file.Json.Length, () => Render(file.Parse()));
        yield return Decode(file.Name, ids, out _);
    }

    private List<Measurement> RunCompletion(ConversationFile file)
    {
        int[] ids = file.Render(Whole)[PromptedTokens..];
        int expected = file.Parse().Count;
        if (HarmonyParser.Parse(ids, Role.Assistant).Messages.Count is var found && found != expected)
        {
            throw new BenchmarkException($"{file.Path}: {found} messages were parsed from the ids of {expected}; this is a bug in the library");
        }

        Measurement decode = Decode(file.Name, ids, out byte[] text);
        return
        [
            Measure(file.Name, "parse", ids, text.Length, () => HarmonyParser.Parse(ids, Role.Assistant)),
            Measure(file.Name, StreamMode, ids, text.Length, () => Stream(ids)),
            decode,
            Measure(file.Name, "encode_with_specials", ids, text.Length, () => Encode(text, SpecialTokenSet.All)),
        ];
    }

    private Measurement Decode(string name, int[] ids, out byte[] text)
    {
        text = new byte[O200kTokenizer.GetUtf8ByteCount(ids)];
        byte[] destination = new byte[text.Length + TokenDecoder.MaxBytesPerId];
        Measurement measurement = Measure(name, "decode", ids, text.Length, () => O200kTokenizer.TryDecodeToUtf8(ids, destination, out _));
        destination.AsSpan(0, text.Length).CopyTo(text);
        return measurement;
    }

    private void Render(Conversation conversation)
    {
        _ids.Clear();
        HarmonyRenderer.Render(conversation, _ids);
    }

    private void Encode(byte[] text, SpecialTokenSet? allowedSpecials)
    {
        _ids.Clear();
        O200kTokenizer.Encode(text, _ids, allowedSpecials);
    }

    /// <summary>Parses id by id, as a model generates them: the text of each id as soon as it is complete, and the messages.</summary>
    private static void Stream(int[] ids)
    {
        var reader = new HarmonyReader(Role.Assistant);
        using var messages = new MessageAssembler();
        foreach (int id in ids)
        {
            reader.Read(id);
            while (reader.TryNext(out HarmonyEvent next))
            {
                messages.Add(next);
            }
        }

        reader.End();
        while (reader.TryNext(out HarmonyEvent next))
        {
            messages.Add(next);
        }
    }

    /// <summary>Makes a message whose channel name has many tokens.</summary>
    private static int[] HeaderFlood(int length)
    {
        int[] word = O200kTokenizer.Encode(" " + Channels.Analysis);
        var ids = new List<int> { SpecialTokens.Channel };
        while (ids.Count < length)
        {
            ids.AddRange(word);
        }

        return [.. ids[..length], SpecialTokens.Message, .. O200kTokenizer.Encode("ok"), SpecialTokens.Return];
    }

    private Measurement Measure(string text, string mode, int[] ids, long bytes, Action work) =>
        Measure(text, mode, ids, bytes, static () => 0, _ => work());

    private Measurement Measure<T>(string text, string mode, int[] ids, long bytes, Func<T> prepare, Action<T> work)
    {
        using ProcessorPin pin = ProcessorPin.On(settings.Processor);
        Timing.WarmUp(settings.Budget, () => work(prepare()));
        Timing timing = Timing.Measure(settings.Budget, prepare, work);
        T input = prepare();
        return Measurement.Of(text, mode, timing) with
        {
            Bytes = bytes,
            Tokens = ids.Length,
            SecondsFirst = timing.First,
            IdsHash = IdsHash.Of(ids),
            AllocatedBytes = Timing.Allocated(() => work(input)),
        };
    }
}
