using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Cli.Benchmarking;

/// <summary>Prompts for a model, of a given length, none of which begins as another does.</summary>
internal sealed class BenchmarkPrompts
{
    private const string Sentence = "The ferry leaves the harbour at seven, calls at three islands before noon, and is back when the market closes. ";

    /// <summary>Where ordinary tokens are that stand for some text each.</summary>
    private const int FirstMark = 1000;

    private int _made;

    /// <summary>What the answer to takes many ids, for a model that answers at length and for one that only repeats.</summary>
    public static Conversation Question { get; } = new(
    [
        Message.System(SystemContent.Default with { ReasoningEffort = ReasoningLevel.High }),
        Message.User("Repeat after me: red green blue red green blue red green blue red green blue red green blue red green blue."),
    ]);

    /// <summary>A conversation whose rendering has about so many ids.</summary>
    public static Conversation WithLength(int length)
    {
        int sentence = O200kTokenizer.CountTokens(Sentence);
        return new Conversation(
        [
            Message.System(SystemContent.Default with { ReasoningEffort = ReasoningLevel.Low }),
            Message.Developer(string.Concat(Enumerable.Repeat(Sentence, Math.Max(1, (length - 100) / sentence)))),
            Message.User("Hello!"),
        ]);
    }

    /// <summary>A prompt before which stands an ordinary id of its own: what was read of another is of no use for it.</summary>
    public int[] Marked(int[] prompt) => [FirstMark + _made++, .. prompt];

    /// <summary>Exactly so many ids.</summary>
    public int[] OfLength(int length)
    {
        int[] prompt = HarmonyRenderer.Render(WithLength(length + 200));
        return Marked(prompt[^(length - 1)..]);
    }
}
