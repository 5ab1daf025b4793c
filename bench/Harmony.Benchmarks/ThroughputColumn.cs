using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Harmony.Benchmarks.Inputs;

namespace Harmony.Benchmarks;

/// <summary>
/// Megabytes (10^6 bytes of UTF-8) a second, from the median; only where a benchmark works on a corpus.
/// </summary>
public sealed class ThroughputColumn : IColumn
{
    private const string CorpusParameter = "Corpus";

    public string Id => nameof(ThroughputColumn);

    public string ColumnName => "MB/s";

    public string Legend => "Megabytes (10^6 bytes of UTF-8) a second, from the median";

    public bool AlwaysShow => false;

    public bool IsNumeric => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => CorpusOf(benchmark) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        const double NanosecondsPerMicrosecond = 1000;
        if (CorpusOf(benchmarkCase) is not { } corpus || summary[benchmarkCase]?.ResultStatistics is not { } statistics)
        {
            return "-";
        }

        double bytesPerMicrosecond = Corpus.Load(corpus).Utf8.Length * NanosecondsPerMicrosecond / statistics.Median;
        return bytesPerMicrosecond.ToString("F1", CultureInfo.InvariantCulture);
    }

    private static CorpusName? CorpusOf(BenchmarkCase benchmarkCase) =>
        benchmarkCase.Parameters.Items.FirstOrDefault(item => item.Name == CorpusParameter)?.Value as CorpusName?;
}
