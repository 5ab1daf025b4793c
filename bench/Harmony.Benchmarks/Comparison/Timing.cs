using System.Diagnostics;

namespace Harmony.Benchmarks.Comparison;

/// <summary>Repeated measurements of one piece of work, in seconds.</summary>
internal sealed class Timing
{
    private const int MinCount = 3;
    private const int MaxCount = 20_000;
    private const int WarmUpRounds = 12;
    private static readonly TimeSpan WarmUpRound = TimeSpan.FromMilliseconds(100);

    private readonly double[] _sorted;

    private Timing(List<double> seconds)
    {
        First = seconds[0];
        _sorted = [.. seconds.Order()];
    }

    public double First { get; }

    public double Best => _sorted[0];

    /// <summary>Of an even number the upper middle one, as the reference's measuring program takes it.</summary>
    public double Median => _sorted[_sorted.Length / 2];

    /// <summary>
    /// Repeats the work until the runtime has compiled everything at its best level, which it does in the background,
    /// some time after new code has come to rest.
    /// </summary>
    public static void WarmUp(Action work)
    {
        for (int round = 0; round < WarmUpRounds; round++)
        {
            for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUpRound;)
            {
                work();
            }

            Thread.Sleep(WarmUpRound);
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
            long begin = Stopwatch.GetTimestamp();
            work(input);
            seconds.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
        }

        return new Timing(seconds);
    }
}
