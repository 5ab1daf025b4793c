using Harmony.Buffers;
using Harmony.Cli.Output;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>What the model wrote in one turn.</summary>
/// <param name="Messages">Its messages, with the ids that it wrote. A call that was cut off is left out: it must not be made.</param>
/// <param name="Diagnostics">What was repaired.</param>
/// <param name="Usage">What it took.</param>
/// <param name="IsInterrupted">Whether the user broke it off.</param>
/// <param name="CutBy">What ended it before the model did, or null.</param>
internal sealed record Turn(IReadOnlyList<Message> Messages, IReadOnlyList<HarmonyDiagnostic> Diagnostics, TokenUsage Usage, bool IsInterrupted, string? CutBy)
{
    private const int BatchSize = 64;

    /// <summary>Lets the model write a turn.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="writer">Shows the turn while it comes.</param>
    /// <param name="interruption">Breaks it off.</param>
    /// <exception cref="EngineException">The engine failed; what it gave before is written.</exception>
    public static async Task<Turn> RunAsync(ITokenEngine engine, GenerationRequest request, TurnWriter writer, CancellationToken interruption)
    {
        using var ids = new TokenBuffer();
        int[] batch = new int[BatchSize];
        bool isInterrupted = false;
        await using TokenGeneration generation = await engine.StartAsync(request, CancellationToken.None);
        try
        {
            while (await generation.ReadAsync(batch, interruption) is > 0 and int count)
            {
                ids.Append(batch.AsSpan(0, count));
                writer.Take(batch.AsSpan(0, count));
            }
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            isInterrupted = true;
        }
        finally
        {
            writer.End();
        }

        HarmonyParseResult result = HarmonyParser.Parse(ids.Span, Role.Assistant, keepRawIds: true);
        bool isBroken = result.Ending == MessageEnding.EndOfInput && (isInterrupted || generation.FinishReason == FinishReason.Length);
        string? cutBy = generation.FinishReason != FinishReason.Length ? null
            : ids.Count >= request.MaxTokens ? $"after {ids.Count} ids, the maximum that was asked for"
            : "where there was no room for more ids";
        return new Turn(OwnMessages(result.Messages, isBroken), result.Diagnostics, generation.Usage, isInterrupted, cutBy);
    }

    /// <summary>Says what was repaired, and why a turn ended before the model ended it.</summary>
    public void WriteRemarks(Terminal terminal)
    {
        var diagnostics = new DiagnosticWriter(terminal);
        foreach (HarmonyDiagnostic diagnostic in Diagnostics)
        {
            diagnostics.Write(diagnostic);
        }

        if (IsInterrupted)
        {
            terminal.Error.WriteLine("harmony: the turn was broken off");
        }
        else if (CutBy is not null)
        {
            terminal.Error.WriteLine($"harmony: the turn was cut off {CutBy}");
        }
    }

    /// <summary>Up to where it goes on as somebody else.</summary>
    private static List<Message> OwnMessages(IReadOnlyList<Message> messages, bool isBroken)
    {
        List<Message> own = [.. messages.TakeWhile(message => message.Author.Role == Role.Assistant)];
        if (isBroken && own is [.., { IsToolCall: true }] && own.Count == messages.Count)
        {
            own.RemoveAt(own.Count - 1);
        }

        return own;
    }
}
