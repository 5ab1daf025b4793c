namespace Harmony.Remote;

/// <summary>What a generation keeps of its request, whose memory the caller may reuse.</summary>
/// <param name="Body">The body of the request, for any replica.</param>
/// <param name="Blocks">The hashes of the prompt's blocks, for the choice of a replica.</param>
/// <param name="SessionKey">The key that the requests of the conversation share, or null.</param>
/// <param name="PromptLength">The number of tokens in the prompt.</param>
/// <param name="MaxTokens">The maximum number of generated tokens.</param>
/// <param name="StopIds">The ids that end the generation.</param>
/// <param name="VocabularySize">The number of ids that the model knows.</param>
internal sealed record GenerationPlan(
    ReadOnlyMemory<byte> Body, ulong[] Blocks, string? SessionKey, int PromptLength, int MaxTokens, int[] StopIds,
    int VocabularySize);
