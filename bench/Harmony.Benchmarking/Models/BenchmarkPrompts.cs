using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Benchmarking.Models;

/// <summary>Makes prompts of a given length for a model, with different first ids.</summary>
internal sealed class BenchmarkPrompts
{
    private const string Sentence = "The ferry leaves the harbour at seven, calls at three islands before noon, and is back when the market closes. ";

    /// <summary>The first of a range of ordinary ids that each decode to some text.</summary>
    private const int FirstMark = 1000;

    private int _made;

    /// <summary>A question whose answer has many tokens, for a model that answers at length and for one that only repeats.</summary>
    public static Conversation Question { get; } = new(
    [
        Message.System(SystemContent.Default with { ReasoningEffort = ReasoningLevel.High }),
        Message.User("Repeat after me: red green blue red green blue red green blue red green blue red green blue red green blue."),
    ]);

    /// <summary>Makes a conversation whose prompt has about <paramref name="length"/> tokens.</summary>
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

    /// <summary>Puts a new ordinary id before a prompt, so that the engine cannot reuse what it has read of another prompt.</summary>
    public int[] Marked(int[] prompt) => [FirstMark + _made++, .. prompt];

    /// <summary>Makes a prompt of exactly <paramref name="length"/> tokens.</summary>
    public int[] OfLength(int length)
    {
        int[] prompt = HarmonyRenderer.Render(WithLength(length + 200));
        return Marked(prompt[^(length - 1)..]);
    }
}
