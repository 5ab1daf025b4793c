using Harmony.Benchmarking.Measuring;
using Harmony.Benchmarking.Messages;
using Harmony.Benchmarking.Texts;

namespace Harmony.Benchmarking;

/// <summary>The texts, prompts and conversations that a run measures.</summary>
public sealed class BenchmarkInput
{
    private BenchmarkInput(IReadOnlyList<TextFile> corpora, IReadOnlyList<PromptSet> prompts, IReadOnlyList<ConversationFile>? conversations)
    {
        Corpora = corpora;
        Prompts = prompts;
        Conversations = conversations;
    }

    internal IReadOnlyList<TextFile> Corpora { get; }

    internal IReadOnlyList<PromptSet> Prompts { get; }

    internal IReadOnlyList<ConversationFile>? Conversations { get; }

    internal bool IsEmpty => Corpora.Count == 0 && Prompts.Count == 0 && Conversations is null;

    /// <summary>Reads everything, so that an error in it is reported before anything is measured.</summary>
    /// <param name="corpora">Text files that are measured as a whole.</param>
    /// <param name="prompts">A folder of folders with prompts, or null.</param>
    /// <param name="conversations">A folder of conversations and chat requests, or null.</param>
    /// <param name="readText">Reads a text file.</param>
    /// <param name="isChatRequest">Whether the content of a JSON file is a chat request.</param>
    /// <exception cref="BenchmarkException">A file or folder cannot be measured.</exception>
    public static BenchmarkInput Read(IEnumerable<string> corpora, string? prompts, string? conversations, Func<string, byte[]> readText, Predicate<byte[]> isChatRequest) => new(
        [.. corpora.Select(path => TextFile.Read(path, readText))],
        prompts is null ? [] : PromptBenchmark.Read(prompts, readText),
        conversations is null ? null : ConversationFile.ReadFolder(conversations, readText, isChatRequest));
}
