using System.Text;

namespace Harmony.Cli;

/// <summary>The standard streams of a process.</summary>
internal abstract class Terminal
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public abstract TextWriter Error { get; }

    public abstract bool IsOutputRedirected { get; }

    public abstract bool IsErrorRedirected { get; }

    public abstract Stream OpenInput();

    public abstract Stream OpenOutput();

    /// <summary>Text output in UTF-8, whatever the system's code page, flushed when it is disposed.</summary>
    public StreamWriter CreateWriter() => new(OpenOutput(), Utf8, bufferSize: 64 * 1024);
}

/// <summary>The standard streams of this process.</summary>
internal sealed class ConsoleTerminal : Terminal
{
    public override TextWriter Error => Console.Error;

    public override bool IsOutputRedirected => Console.IsOutputRedirected;

    public override bool IsErrorRedirected => Console.IsErrorRedirected;

    public override Stream OpenInput() => Console.OpenStandardInput();

    public override Stream OpenOutput() => Console.OpenStandardOutput();
}
