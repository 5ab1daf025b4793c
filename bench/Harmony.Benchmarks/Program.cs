using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using Harmony.Benchmarks;
using Harmony.Benchmarks.Inputs;

// For bench/compare/run.
if (args is ["write-chat", string folder])
{
    ChatRequestFile.Write(folder);
    return 0;
}

// No job here: the command line chooses one (--job Dry, Short …), and BenchmarkDotNet would run both.
IConfig config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median, new ThroughputColumn())
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD);
BenchmarkSwitcher.FromAssembly(typeof(EncodeBenchmarks).Assembly).Run(args, config);
return 0;
