using System.Diagnostics;

namespace Harmony.Cli.Benchmarking;

/// <summary>Repeated measurements of one piece of work, in seconds.</summary>
internal sealed class Timing
{
    private const int MinCount = 3;
    private const int MaxCount = 20_000;
    private const int WarmUpRounds = 6;

    private readonly double[] _sorted;

    /// <param name="seconds">At least one.</param>
    public Timing(IReadOnlyList<double> seconds)
    {
        First = seconds[0];
        _sorted = [.. seconds.Order()];
    }

    public int Count => _sorted.Length;

    public double First { get; }

    public double Best => _sorted[0];

    /// <summary>Of an even number the upper middle one.</summary>
    public double Median => _sorted[_sorted.Length / 2];

    /// <summary>
    /// Repeats the work until the runtime has compiled it at its best level, which it does in the background and some
    /// time after new code has come to rest: work and pauses take turns.
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

    /// <summary>Measures until the time is spent; what <paramref name="prepare"/> does is not measured.</summary>
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

    /// <summary>The seconds that the work takes.</summary>
    public static double Once(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return SecondsSince(start);
    }

    /// <summary>As exact as the clock is, which a <see cref="TimeSpan"/> would not be.</summary>
    public static double SecondsSince(long start) => (Stopwatch.GetTimestamp() - start) / (double)Stopwatch.Frequency;

    /// <summary>The bytes that the work allocates.</summary>
    public static long Allocated(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
