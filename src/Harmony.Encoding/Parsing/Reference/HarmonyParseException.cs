namespace Harmony.Parsing;

/// <summary>The exception for ids that are not messages in the Harmony format. The message names the place, the error and what was
/// expected.</summary>
public sealed class HarmonyParseException : FormatException
{
    /// <inheritdoc cref="FormatException(string)"/>
    public HarmonyParseException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="FormatException(string, Exception)"/>
    public HarmonyParseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <inheritdoc cref="FormatException()"/>
    public HarmonyParseException()
    {
    }

    /// <summary>The index of the refused id, from 0. If the ids end too early, their number.</summary>
    public long IdIndex { get; init; }
}
