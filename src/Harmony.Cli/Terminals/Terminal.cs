using System.Text;

namespace Harmony.Cli.Terminals;

/// <summary>The surroundings of a process: its standard streams and its environment.</summary>
internal abstract class Terminal
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public abstract TextWriter Error { get; }

    public abstract bool IsInputRedirected { get; }

    public abstract bool IsOutputRedirected { get; }

    public abstract bool IsErrorRedirected { get; }

    /// <summary>Gets an environment variable, or null if it is not set or empty.</summary>
    public abstract string? GetVariable(string name);

    public abstract Stream OpenInput();

    public abstract Stream OpenOutput();

    /// <summary>Opens the input as text. A line that a person types can be edited until it ends.</summary>
    public virtual TextReader CreateReader() => new StreamReader(OpenInput(), Utf8);

    /// <summary>Makes Ctrl+C call <paramref name="interrupt"/>, on another thread, instead of ending the process, until the result is
    /// disposed.</summary>
    public abstract IDisposable OnInterrupt(Action interrupt);

    /// <summary>Opens the output as UTF-8 text, independent of the system's code page. Disposing flushes it.</summary>
    public StreamWriter CreateWriter() => new(OpenOutput(), Utf8, bufferSize: 64 * 1024);
}
