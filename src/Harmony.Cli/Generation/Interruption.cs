namespace Harmony.Cli.Generation;

/// <summary>Ctrl+C interrupts the running turn. If no turn runs, it writes a hint on how to end the program.</summary>
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

    /// <summary>Begins a turn.</summary>
    /// <param name="interruption">A token that Ctrl+C cancels.</param>
    /// <returns>An object that the caller disposes of when the turn is over.</returns>
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
