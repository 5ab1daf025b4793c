using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Harmony.Cli.Terminals;

/// <summary>The surroundings of this process.</summary>
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
    /// Opens standard output if it is a pipe, else returns null. .NET's console stream ignores that the reader of a pipe has closed
    /// it: with <c>| head</c>, a generation would continue to the end of its context. Files stay with the console's stream, since a
    /// file stream has its own position and would overwrite what other processes write to the file.
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
