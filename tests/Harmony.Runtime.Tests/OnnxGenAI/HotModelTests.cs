using System.Buffers;
using System.Text;
using Harmony.Conversations;
using Harmony.OnnxGenAI;
using Harmony.Parsing;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>What a model writes at high temperatures is anything but well-formed, and nothing of it is lost.</summary>
public class HotModelTests
{
    private const int Seeds = 12;

    [Theory]
    [InlineData(2)]
    [InlineData(12)]
    [InlineData(60)]
    public async Task Every_id_is_accounted_for_and_every_byte_of_text_and_messages_give_back_their_ids(double temperature)
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        int repaired = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            TinyPrompt prompt = TinyModel.Prompts[seed * 4];
            Answer answer = await engine.GenerateAsync(new(prompt.PromptTokens) { Sampling = new() { Temperature = temperature, Seed = seed }, MaxTokens = 60 });
            AssertAccounted(answer.Ids);
            AssertMessagesGiveBack(answer.Ids);
            repaired += HarmonyParser.Parse(answer.Ids, Role.Assistant).Diagnostics.Count;
        }

        // The model is hot indeed: it writes what has to be repaired.
        Assert.True(repaired > 0 || temperature < 12, "nothing had to be repaired");
    }

    private static void AssertAccounted(int[] ids)
    {
        var accounted = new bool[ids.Length];
        var reader = new HarmonyReader(Role.Assistant);
        foreach (int id in ids)
        {
            reader.Read(id);
            Take(ref reader, ids, accounted);
        }

        reader.End();
        Take(ref reader, ids, accounted);
        Assert.Equal(-1, Array.IndexOf(accounted, false));
    }

    private static void Take(ref HarmonyReader reader, int[] ids, bool[] accounted)
    {
        var bytes = new ArrayBufferWriter<byte>();
        while (reader.TryNext(out HarmonyEvent next))
        {
            Range range = (int)next.FirstId..(int)(next.FirstId + next.TokenCount);
            accounted.AsSpan(range).Fill(true);
            if (next.Kind == HarmonyEventKind.Text && next.TokenCount > 0)
            {
                bytes.ResetWrittenCount();
                O200kTokenizer.DecodeToUtf8(ids.AsSpan(range), bytes);
                Assert.Equal(Encoding.UTF8.GetString(bytes.WrittenSpan), Encoding.UTF8.GetString(next.Text));
            }
        }
    }

    private static void AssertMessagesGiveBack(int[] ids)
    {
        HarmonyParseResult result = HarmonyParser.Parse(ids, Role.Assistant, keepRawIds: true);
        int[] raw = [.. result.Messages.SelectMany(message => message.RawIds!)];

        // The first message has its beginning from the prompt; one that was cut off has an end that the model did not write.
        Assert.Equal([SpecialTokens.Start, .. O200kTokenizer.Encode("assistant")], raw[..2]);
        int[] written = result.Ending == MessageEnding.EndOfInput ? raw[2..^1] : raw[2..];
        Assert.Equal(ids[..written.Length], written);
        var rest = new bool[ids.Length - written.Length];
        foreach (HarmonyDiagnostic diagnostic in result.Diagnostics)
        {
            int first = Math.Max((int)diagnostic.FirstId - written.Length, 0);
            int end = (int)(diagnostic.FirstId + diagnostic.TokenCount) - written.Length;
            rest.AsSpan(first, Math.Max(end - first, 0)).Fill(true);
        }

        Assert.Equal(-1, Array.IndexOf(rest, false));
    }
}
