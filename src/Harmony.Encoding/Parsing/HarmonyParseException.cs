namespace Harmony.Parsing;

/// <summary>Ids that are no messages of the Harmony format. The message says where, what was wrong, and what was expected.</summary>
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

    /// <summary>Which id was refused, counted from 0; where the ids end too early, how many there were.</summary>
    public long IdIndex { get; init; }
}
