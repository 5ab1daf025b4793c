using Harmony.Cli.Output;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Parsing;
using Harmony.Turns;

namespace Harmony.Cli.Generation;

/// <summary>A turn that the model has written.</summary>
/// <param name="Result">The turn.</param>
/// <param name="Usage">Its tokens and its time.</param>
/// <param name="IsInterrupted">Whether the user interrupted it.</param>
/// <param name="MaxTokens">The maximum number of tokens that was asked for, or null.</param>
internal sealed record TurnOutcome(TurnResult Result, TurnUsage Usage, bool IsInterrupted, int? MaxTokens)
{
    /// <summary>The messages, with the ids that the model wrote. A call that was cut off is left out: it must not be made.</summary>
    public Message[] Messages { get; } = [.. Result.Messages.Select(static message => message.Message)];

    /// <summary>The calls among the messages.</summary>
    public Message[] Calls { get; } = [.. Result.Messages.Where(static message => message.Kind == MessageKind.Call).Select(static message => message.Message)];

    /// <summary>Reads a turn to its end.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="writer">Writes the turn as it comes.</param>
    /// <param name="maxTokens">The maximum number of tokens that was asked for, or null.</param>
    /// <param name="interruption">Interrupts the turn.</param>
    /// <exception cref="EngineException">The engine failed; what had come is written.</exception>
    public static async Task<TurnOutcome> ReadAsync(Turn turn, TurnWriter writer, int? maxTokens, CancellationToken interruption)
    {
        var collector = new TurnCollector();
        try
        {
            while (await turn.ReadAsync(interruption))
            {
                while (turn.TryNext(out TurnEvent next))
                {
                    collector.Add(next);
                    writer.Write(next);
                }

                writer.Flush(turn.Ids);
            }
        }
        finally
        {
            writer.End();
        }

        return new TurnOutcome(collector.ToResult(turn.FinishReason, turn.StopSequence), turn.Usage, turn.IsInterrupted, maxTokens);
    }

    /// <summary>Writes what was repaired, and why the turn ended before the model ended it.</summary>
    public void WriteRemarks(Terminal terminal)
    {
        var diagnostics = new DiagnosticWriter(terminal);
        foreach (HarmonyDiagnostic diagnostic in Result.Diagnostics)
        {
            diagnostics.Write(diagnostic);
        }

        if (IsInterrupted)
        {
            terminal.Error.WriteLine("harmony: the turn was interrupted");
        }
        else if (Result.FinishReason == TurnFinishReason.Length)
        {
            string where = Usage.GeneratedTokens >= MaxTokens ? $"after {Usage.GeneratedTokens} tokens, the requested maximum" : "at the end of the context";
            terminal.Error.WriteLine($"harmony: the turn was cut off {where}");
        }
    }
}
