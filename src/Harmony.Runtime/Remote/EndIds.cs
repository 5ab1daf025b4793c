using Harmony.Vocabulary;

namespace Harmony.Remote;

/// <summary>The ids at which every server of GPT-OSS ends a generation, asked to or not: the ends that come with the model.</summary>
internal static class EndIds
{
    public static bool Contains(int id) => id is SpecialTokens.Return or SpecialTokens.Call or SpecialTokens.EndOfText;
}
