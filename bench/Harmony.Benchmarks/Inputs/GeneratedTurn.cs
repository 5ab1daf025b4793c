using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Vocabulary;

namespace Harmony.Benchmarks.Inputs;

/// <summary>Ids as a model generates them after a prompt: analysis, calls and an answer, and a content without end.</summary>
internal static class GeneratedTurn
{
    private const int OwnMessages = 200;

    /// <summary>A turn of many messages, without the <c>&lt;|start|&gt;assistant</c> that the prompt had.</summary>
    public static int[] Load() =>
        DataFolder.Find(Path.Combine("conversations", "parse-100k.json")) is { } path && ReferenceIds.Find(path) is { } ids ? ids : Own();

    /// <summary>One final message of about a million ids.</summary>
    public static int[] LongContent()
    {
        int[] text = Tokenization.O200kTokenizer.Encode(OwnText.Read("bench/Harmony.Benchmarks/Inputs/Texts/English.txt"));
        int[] header = Tokenization.O200kTokenizer.Encode("<|channel|>final<|message|>", SpecialTokenSet.All);
        var ids = new List<int>(header);
        while (ids.Count < 1_000_000)
        {
            ids.AddRange(text);
        }

        ids.Add(SpecialTokens.Return);
        return [.. ids];
    }

    private static int[] Own()
    {
        string text = OwnText.Read("bench/Harmony.Benchmarks/Inputs/Texts/English.txt");
        var conversation = new Conversation();
        for (int i = 0; i < OwnMessages; i++)
        {
            conversation.Add(i % 2 == 0 ? Message.Assistant(text, Channels.Analysis) : Message.ToolCall("functions.f", """{"a": 1}"""));
        }

        return HarmonyRenderer.Render(conversation, new RenderOptions { Purpose = RenderPurpose.Conversation, KeepAnalysis = true })[2..];
    }
}
