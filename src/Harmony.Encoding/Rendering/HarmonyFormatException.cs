namespace Harmony.Rendering;

/// <summary>The exception for a conversation that cannot be written in the Harmony format, for example because a tool's message lacks
/// the tool's name.</summary>
public sealed class HarmonyFormatException : FormatException
{
    /// <inheritdoc cref="FormatException(string)"/>
    public HarmonyFormatException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="FormatException(string, Exception)"/>
    public HarmonyFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <inheritdoc cref="FormatException()"/>
    public HarmonyFormatException()
    {
    }
}
