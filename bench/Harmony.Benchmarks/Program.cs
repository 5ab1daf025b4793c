using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using Harmony.Benchmarks;
using Harmony.Benchmarks.Comparison;

if (args is ["compare", string reference])
{
    return ReferenceComparison.Run(reference, Console.Out);
}

// No job here: the command line chooses one (--job Dry, Short …), and BenchmarkDotNet would run both.
IConfig config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median, new ThroughputColumn())
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD);
BenchmarkSwitcher.FromAssembly(typeof(ReferenceComparison).Assembly).Run(args, config);
return 0;
