using System.Diagnostics;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Cli.Benchmarking;

/// <summary>A generation that was read to its end, timed by who reads.</summary>
/// <param name="Ids">What was generated.</param>
/// <param name="SecondsToFirst">To the first id.</param>
/// <param name="SecondsToLast">To the last id.</param>
/// <param name="Seconds">To the end.</param>
/// <param name="ProcessorSeconds">The processor time of the whole process meanwhile.</param>
/// <param name="Usage">What the engine says of it; nothing of a plain loop.</param>
internal sealed record MeasuredGeneration(int[] Ids, double SecondsToFirst, double SecondsToLast, double Seconds, double ProcessorSeconds, TokenUsage Usage)
{
    /// <summary>The time of the ids after the first.</summary>
    public double SecondsOfOthers => SecondsToLast - SecondsToFirst;

    /// <summary>The time outside of GenAI's calls; zero for a plain loop.</summary>
    public TimeSpan TimeOutsideModel { get; init; }

    /// <summary>What the engine's thread has spent outside of GenAI's calls for an id.</summary>
    public double OutsideMicroseconds => TimeOutsideModel.TotalMicroseconds / Math.Max(Ids.Length, 1);

    /// <summary>Lets an engine generate.</summary>
    public static async Task<MeasuredGeneration> MeasureAsync(ITokenEngine engine, GenerationRequest request)
    {
        // Room for one id more than come, since a read at the end needs some.
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

    /// <summary>The processor time that this process has taken so far.</summary>
    public static double UsedProcessorSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;
}
