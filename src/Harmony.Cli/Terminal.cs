using System.Text;

namespace Harmony.Cli;

/// <summary>What a process has around it: its standard streams and its environment.</summary>
internal abstract class Terminal
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public abstract TextWriter Error { get; }

    public abstract bool IsOutputRedirected { get; }

    public abstract bool IsErrorRedirected { get; }

    /// <summary>A variable of the environment; null if it is not set, or empty.</summary>
    public abstract string? GetVariable(string name);

    public abstract Stream OpenInput();

    public abstract Stream OpenOutput();

    /// <summary>Text output in UTF-8, whatever the system's code page, flushed when it is disposed.</summary>
    public StreamWriter CreateWriter() => new(OpenOutput(), Utf8, bufferSize: 64 * 1024);
}

/// <summary>What this process has around it.</summary>
internal sealed class ConsoleTerminal : Terminal
{
    public override TextWriter Error => Console.Error;

    public override bool IsOutputRedirected => Console.IsOutputRedirected;

    public override bool IsErrorRedirected => Console.IsErrorRedirected;

    public override string? GetVariable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    public override Stream OpenInput() => Console.OpenStandardInput();

    public override Stream OpenOutput() => Console.OpenStandardOutput();
}
