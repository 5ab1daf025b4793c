namespace Harmony.Cli.Generation;

/// <summary>Ctrl+C ends the turn that runs; where none runs, it is said how the program ends.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IDisposable _registration;
    private CancellationTokenSource? _turn;

    public Interruption(Terminal terminal, string hint) => _registration = terminal.OnInterrupt(() =>
    {
        lock (_lock)
        {
            if (_turn is null)
            {
                terminal.Error.WriteLine(hint);
            }

            _turn?.Cancel();
        }
    });

    /// <summary>A turn begins.</summary>
    /// <param name="interruption">Is cancelled by Ctrl+C.</param>
    /// <returns>What to dispose of when it is over.</returns>
    public IDisposable Begin(out CancellationToken interruption)
    {
        lock (_lock)
        {
            _turn = new CancellationTokenSource();
            interruption = _turn.Token;
        }

        return new RunningTurn(this);
    }

    public void Dispose() => _registration.Dispose();

    private sealed class RunningTurn(Interruption owner) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._turn?.Dispose();
                owner._turn = null;
            }
        }
    }
}
