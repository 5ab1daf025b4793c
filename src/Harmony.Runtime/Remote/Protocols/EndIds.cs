using Harmony.Vocabulary;

namespace Harmony.Remote;

/// <summary>The end ids of the model, at which every server of GPT-OSS ends a generation even if the request does not name them.</summary>
internal static class EndIds
{
    public static bool Contains(int id) => id is SpecialTokens.Return or SpecialTokens.Call or SpecialTokens.EndOfText;
}
