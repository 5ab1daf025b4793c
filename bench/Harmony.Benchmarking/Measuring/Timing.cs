using System.Diagnostics;

namespace Harmony.Benchmarking.Measuring;

/// <summary>The times of repeated runs of one piece of work, in seconds.</summary>
internal sealed class Timing
{
    private const int MinCount = 3;
    private const int MaxCount = 20_000;
    private const int WarmUpRounds = 6;

    private readonly double[] _sorted;

    /// <param name="seconds">The times in the order in which they were measured; at least one.</param>
    public Timing(IReadOnlyList<double> seconds)
    {
        First = seconds[0];
        _sorted = [.. seconds.Order()];
    }

    public int Count => _sorted.Length;

    public double First { get; }

    public double Best => _sorted[0];

    /// <summary>The median; for an even count, the upper of the two middle values.</summary>
    public double Median => _sorted[_sorted.Length / 2];

    /// <summary>
    /// Repeats the work until the runtime has compiled it at its best level. The runtime does this in the background, some
    /// time after new code has stopped appearing, so work and pauses alternate.
    /// </summary>
    public static void WarmUp(TimeSpan budget, Action work)
    {
        TimeSpan half = budget / (2 * WarmUpRounds);
        for (int round = 0; round < WarmUpRounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            do
            {
                work();
            }
            while (Stopwatch.GetElapsedTime(start) < half);

            Thread.Sleep(half);
        }
    }

    /// <summary>Measures repeatedly until the budget is used. The time of <paramref name="prepare"/> is not measured.</summary>
    public static Timing Measure<T>(TimeSpan budget, Func<T> prepare, Action<T> work)
    {
        var seconds = new List<double>();
        long start = Stopwatch.GetTimestamp();
        while (seconds.Count < MinCount || (seconds.Count < MaxCount && Stopwatch.GetElapsedTime(start) < budget))
        {
            T input = prepare();
            seconds.Add(Once(() => work(input)));
        }

        return new Timing(seconds);
    }

    /// <summary>Measures the work once, in seconds.</summary>
    public static double Once(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return SecondsSince(start);
    }

    /// <summary>Gets the seconds since a timestamp, at the full resolution of the clock, which is finer than that of <see cref="TimeSpan"/>.</summary>
    public static double SecondsSince(long start) => (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency;

    /// <summary>Gets the number of bytes that the work allocates on this thread.</summary>
    public static long Allocated(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
