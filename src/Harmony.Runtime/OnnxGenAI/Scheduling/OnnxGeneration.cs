using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>The reader's side of a generation.</summary>
internal sealed class OnnxGeneration(GenerationRun run, Action wake) : TokenGeneration
{
    public override FinishReason? FinishReason => run.Channel.IsAtEnd ? run.FinishReason : null;

    public override int? StopId => run.Channel.IsAtEnd ? run.StopId : null;

    public override TokenUsage Usage => run.Usage;

    /// <summary>The time from the first id to the end that was not spent in calls of GenAI; zero before the end. Measures the engine's
    /// overhead only if a single generation runs and its reader keeps up.</summary>
    public TimeSpan TimeOutsideModel => run.TimeOutsideModel;

    public override ValueTask<int> ReadAsync(Memory<int> ids, CancellationToken cancellationToken = default) =>
        run.Channel.ReadAsync(ids, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        if (run.Released.IsCompleted)
        {
            return ValueTask.CompletedTask;
        }

        run.Stop();
        wake();
        return new ValueTask(run.Released);
    }
}
