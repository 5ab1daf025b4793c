using System.Text;

namespace Harmony.Cli;

/// <summary>The standard streams of the process; a test puts others in their place.</summary>
internal class Terminal
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public virtual Stream OpenInput() => Console.OpenStandardInput();

    public virtual Stream OpenOutput() => Console.OpenStandardOutput();

    public virtual TextWriter Error => Console.Error;

    public virtual bool IsOutputRedirected => Console.IsOutputRedirected;

    public virtual bool IsErrorRedirected => Console.IsErrorRedirected;

    /// <summary>Text output in UTF-8, whatever the system's code page, flushed when it is disposed.</summary>
    public StreamWriter CreateWriter() => new(OpenOutput(), Utf8, bufferSize: 64 * 1024);
}
