namespace Harmony.Rendering;

/// <summary>A conversation that the Harmony format has no form for, such as a tool's message without the tool's name.</summary>
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
