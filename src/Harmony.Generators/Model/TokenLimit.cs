namespace Harmony.Generators.Model;

/// <summary>The size of what is compiled.</summary>
internal static class TokenLimit
{
    /// <summary>The maximum number of tokens of a class of tools or of a prompt. More would be half of a model's context.</summary>
    public const int MaxTokens = 64 * 1024;
}
