using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>The channels that GPT-OSS was trained with.</summary>
public static class Channels
{
    /// <summary>Reasoning, not meant for the user.</summary>
    public const string Analysis = FormatWords.Channel.Analysis;

    /// <summary>Calls of function tools, their results, and preambles.</summary>
    public const string Commentary = FormatWords.Channel.Commentary;

    /// <summary>The answer for the user.</summary>
    public const string Final = FormatWords.Channel.Final;
}
