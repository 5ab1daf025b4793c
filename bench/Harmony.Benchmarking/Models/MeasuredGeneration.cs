using System.Diagnostics;
using Harmony.Benchmarking.Measuring;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Benchmarking.Models;

/// <summary>A generation that was read to its end, timed by its reader.</summary>
/// <param name="Ids">The generated ids.</param>
/// <param name="SecondsToFirst">The time to the first token.</param>
/// <param name="SecondsToLast">The time to the last token.</param>
/// <param name="Seconds">The time to the end.</param>
/// <param name="ProcessorSeconds">The processor time of the whole process during the generation.</param>
/// <param name="Usage">The usage that the engine reports; empty for a plain loop.</param>
internal sealed record MeasuredGeneration(int[] Ids, double SecondsToFirst, double SecondsToLast, double Seconds, double ProcessorSeconds, TokenUsage Usage)
{
    /// <summary>The time of the tokens after the first.</summary>
    public double SecondsOfOthers => SecondsToLast - SecondsToFirst;

    /// <summary>The time that the engine's thread has spent outside GenAI's calls; zero for a plain loop.</summary>
    public TimeSpan TimeOutsideModel { get; init; }

    /// <summary>The same per token.</summary>
    public double OutsideMicroseconds => TimeOutsideModel.TotalMicroseconds / Math.Max(Ids.Length, 1);

    /// <summary>Measures a generation of an engine.</summary>
    public static async Task<MeasuredGeneration> MeasureAsync(ITokenEngine engine, GenerationRequest request)
    {
        // One element more than are generated, since the read at the end needs room.
        var ids = new int[request.MaxTokens!.Value + 1];
        int count = 0;
        double first = 0;
        double last = 0;
        double processor = UsedProcessorSeconds();
        long start = Stopwatch.GetTimestamp();
        await using TokenGeneration generation = await engine.StartAsync(request).ConfigureAwait(false);
        while (await generation.ReadAsync(ids.AsMemory(count)).ConfigureAwait(false) is > 0 and int read)
        {
            last = Timing.SecondsSince(start);
            first = count == 0 ? last : first;
            count += read;
        }

        return new MeasuredGeneration(ids[..count], first, last, Timing.SecondsSince(start), UsedProcessorSeconds() - processor, generation.Usage)
        {
            TimeOutsideModel = ((OnnxGeneration)generation).TimeOutsideModel,
        };
    }

    /// <summary>Gets the processor time that this process has used so far.</summary>
    public static double UsedProcessorSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
