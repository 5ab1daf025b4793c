namespace Harmony.Cli;

/// <summary>Input that cannot be used. The message is what the user reads: the file, the place, the reason.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
