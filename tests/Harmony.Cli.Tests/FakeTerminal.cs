using System.Text;
using Harmony.Cli.Terminals;

namespace Harmony.Cli.Tests;

/// <summary>A process that is only its standard streams, in an environment of its own.</summary>
internal sealed class FakeTerminal(byte[] input) : Terminal, IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new();
    private readonly List<Action> _interrupts = [];

    public override TextWriter Error => _error;

    public override bool IsInputRedirected => true;

    public override bool IsOutputRedirected => !ShowsColor;

    public override bool IsErrorRedirected => true;

    public bool ShowsColor { get; init; }

    /// <summary>The environment.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public override string? GetVariable(string name) => Variables.GetValueOrDefault(name);

    public override Stream OpenInput() => new MemoryStream(input);

    /// <summary>The text at whose first appearance the user presses Ctrl+C.</summary>
    public string? InterruptedAt { get; set; }

    public override Stream OpenOutput() => new KeptStream(_output, OnWritten);

    public override IDisposable OnInterrupt(Action interrupt)
    {
        _interrupts.Add(interrupt);
        return new Registration(() => _interrupts.Remove(interrupt));
    }

    /// <summary>Runs the command on a text as standard input.</summary>
    public static CommandResult Run(string input, params string[] args) => Run(Encoding.UTF8.GetBytes(input), args);

    public static CommandResult Run(byte[] input, params string[] args)
    {
        using var terminal = new FakeTerminal(input);
        return terminal.Run(args);
    }

    public CommandResult Run(params string[] args)
    {
        int exitCode = CommandLine.Run(args, this);
        return new CommandResult(exitCode, Encoding.UTF8.GetString(_output.ToArray()), _error.ToString());
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private void OnWritten()
    {
        if (InterruptedAt is { } text && Encoding.UTF8.GetString(_output.ToArray()).Contains(text, StringComparison.Ordinal))
        {
            InterruptedAt = null;
            _interrupts.ForEach(interrupt => interrupt());
        }
    }

    private sealed class Registration(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }

    /// <summary>Does not close what is read afterwards.</summary>
    private sealed class KeptStream(Stream inner, Action onWritten) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, count);
            onWritten();
        }
    }
}

internal sealed record CommandResult(int ExitCode, string Output, string Error);
