using Harmony.Tools;

namespace Harmony.Benchmarks.Inputs;

/// <summary>Tools of the measurements of calls: they do nothing, so that what is measured is the call.</summary>
[HarmonyTools]
public sealed partial class BenchmarkTools
{
    /// <summary>Takes five values, of which none is an object.</summary>
    [HarmonyTool]
    public int Values(int count, double ratio, bool exact, DayOfWeek day, DateOnly? until = null) => count;

    /// <summary>Takes five arguments as models often give them.</summary>
    [HarmonyTool]
    public ValueTask<string> SearchAsync(string query, string[] sources, int limit = 10, DayOfWeek day = DayOfWeek.Monday, bool exact = false) => new(query);
}
