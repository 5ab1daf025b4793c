using System.Text.Json;

namespace Harmony.Benchmarks.Comparison;

/// <summary>What the reference's measuring program wrote: one JSON object a line.</summary>
internal sealed class ReferenceTimes
{
    private readonly Dictionary<(string Text, string Mode), double> _medians = [];

    private ReferenceTimes()
    {
    }

    public static ReferenceTimes Read(string path)
    {
        var times = new ReferenceTimes();
        foreach (string line in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("corpus", out JsonElement text) && root.TryGetProperty("seconds_median", out JsonElement median))
            {
                times._medians[(text.GetString()!, root.GetProperty("mode").GetString()!)] = median.GetDouble();
            }
        }

        return times;
    }

    /// <summary>The median in seconds, or null if it was not measured.</summary>
    public double? Median(string text, string mode) => _medians.TryGetValue((text, mode), out double median) ? median : null;
}
