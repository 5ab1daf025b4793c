using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;
using Harmony.Benchmarks;
using Harmony.Benchmarks.Comparison;
using Harmony.Benchmarks.Inputs;
using Harmony.Benchmarks.WorstCases;

if (args is ["compare", string reference])
{
    return ReferenceComparison.Run(reference, Console.Out);
}

if (args is ["write-chat"])
{
    ChatRequestFile.Write();
    return 0;
}

if (args is ["compare-chat", string chatReference])
{
    return ReferenceComparison.RunChat(chatReference, Console.Out);
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
BenchmarkSwitcher.FromAssembly(typeof(ReferenceComparison).Assembly).Run(args, config);
return 0;
