namespace Harmony.Conversations;

/// <summary>The channels that GPT-OSS was trained with.</summary>
public static class Channels
{
    /// <summary>Reasoning, not meant for the user.</summary>
    public const string Analysis = "analysis";

    /// <summary>Calls of function tools, their results, and preambles.</summary>
    public const string Commentary = "commentary";

    /// <summary>The answer for the user.</summary>
    public const string Final = "final";
}
