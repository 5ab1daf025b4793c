using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>A generation as its reader sees it.</summary>
internal sealed class OnnxGeneration(GenerationRun run, Action wake) : TokenGeneration
{
    public override FinishReason? FinishReason => run.Channel.IsAtEnd ? run.FinishReason : null;

    public override int? StopId => run.Channel.IsAtEnd ? run.StopId : null;

    public override TokenUsage Usage => run.Usage;

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
