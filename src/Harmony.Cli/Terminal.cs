using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Harmony.Cli;

/// <summary>What a process has around it: its standard streams and its environment.</summary>
internal abstract class Terminal
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public abstract TextWriter Error { get; }

    public abstract bool IsInputRedirected { get; }

    public abstract bool IsOutputRedirected { get; }

    public abstract bool IsErrorRedirected { get; }

    /// <summary>A variable of the environment; null if it is not set, or empty.</summary>
    public abstract string? GetVariable(string name);

    public abstract Stream OpenInput();

    public abstract Stream OpenOutput();

    /// <summary>Text input, line by line; what a person types can be edited until its line ends.</summary>
    public virtual TextReader CreateReader() => new StreamReader(OpenInput(), Utf8);

    /// <summary>From now on Ctrl+C does this, on another thread, and no longer ends the process, until what is returned is
    /// disposed of.</summary>
    public abstract IDisposable OnInterrupt(Action interrupt);

    /// <summary>Text output in UTF-8, whatever the system's code page, flushed when it is disposed.</summary>
    public StreamWriter CreateWriter() => new(OpenOutput(), Utf8, bufferSize: 64 * 1024);
}

/// <summary>What this process has around it.</summary>
internal sealed class ConsoleTerminal : Terminal
{
    public override TextWriter Error => Console.Error;

    public override bool IsInputRedirected => Console.IsInputRedirected;

    public override bool IsOutputRedirected => Console.IsOutputRedirected;

    public override bool IsErrorRedirected => Console.IsErrorRedirected;

    public override string? GetVariable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    public override Stream OpenInput() => Console.OpenStandardInput();

    public override Stream OpenOutput() => OpenPipe() ?? Console.OpenStandardOutput();

    public override TextReader CreateReader() => IsInputRedirected ? base.CreateReader() : Console.In;

    /// <summary>
    /// Standard output where it is a pipe, or null. .NET's console stream takes what is written to a pipe that nobody reads any more
    /// for written: a generation behind which <c>head</c> has ended would go on to the end of its context. A file's own stream would
    /// write at a position of its own, and over what other processes write there: files stay with the console's.
    /// </summary>
    private static FileStream? OpenPipe()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return null;
        }

        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : stream;
    }

    public override IDisposable OnInterrupt(Action interrupt) => PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
    {
        signal.Cancel = true;
        interrupt();
    });
}
