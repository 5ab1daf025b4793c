using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using Harmony.Benchmarks;
using Harmony.Benchmarks.Inputs;
using Harmony.Benchmarks.WorstCases;

// For bench/compare/run.
if (args is ["write-chat", string folder])
{
    ChatRequestFile.Write(folder);
    return 0;
}

if (args is ["worst-cases", string seconds])
{
    return WorstCaseSearch.Run(TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)), Console.Out);
}

// No job here: the command line chooses one (--job Dry, Short …), and BenchmarkDotNet would run both.
IConfig config = DefaultConfig.Instance
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median, new ThroughputColumn())
    .HideColumns(Column.Error, Column.StdDev, Column.RatioSD);
BenchmarkSwitcher.FromAssembly(typeof(EncodeBenchmarks).Assembly).Run(args, config);
return 0;
