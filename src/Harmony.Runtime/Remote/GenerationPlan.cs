namespace Harmony.Remote;

/// <summary>What a generation keeps of its request, whose memory is the caller's again.</summary>
/// <param name="Body">What is sent, to whichever replica.</param>
/// <param name="Blocks">The prompt's blocks, for the choice of a replica.</param>
/// <param name="SessionKey">What the conversation's requests have in common, or null.</param>
/// <param name="PromptLength">How many ids the prompt has.</param>
/// <param name="MaxTokens">How many ids there are at most.</param>
/// <param name="StopIds">The ids that end it.</param>
/// <param name="VocabularySize">One more than the greatest id that an answer may have.</param>
internal sealed record GenerationPlan(
    ReadOnlyMemory<byte> Body, ulong[] Blocks, string? SessionKey, int PromptLength, int MaxTokens, int[] StopIds,
    int VocabularySize);
