using Harmony.Parsing;

namespace Harmony.Chat;

/// <summary>Why an answer is over, as chat completions say it.</summary>
public enum TurnFinishReason
{
    /// <summary>The model ended it.</summary>
    Stop,

    /// <summary>It was cut off.</summary>
    Length,

    /// <summary>The model wants tools to be called.</summary>
    ToolCalls,
}

internal static class TurnFinishReasons
{
    /// <summary>The reason's name in JSON.</summary>
    public static ReadOnlySpan<byte> Utf8Name(this TurnFinishReason reason) => reason switch
    {
        TurnFinishReason.Stop => "stop"u8,
        TurnFinishReason.Length => "length"u8,
        TurnFinishReason.ToolCalls => "tool_calls"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason."),
    };

    /// <summary>Whether a turn was cut off whose last message had this ending: only a return, a call or the end of all text
    /// are a turn's.</summary>
    public static bool IsCut(MessageEnding? ending) => ending is not (MessageEnding.Return or MessageEnding.Call or MessageEnding.EndOfText);

    public static TurnFinishReason Of(bool isCut, bool hasCalls) =>
        isCut ? TurnFinishReason.Length : hasCalls ? TurnFinishReason.ToolCalls : TurnFinishReason.Stop;
}
