namespace Harmony.Cli.Input;

/// <summary>Input that cannot be used. The message is for the user: it names the file, the place and the reason.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
