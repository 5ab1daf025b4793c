using System.Diagnostics;

namespace Harmony.Cli.Tests;

/// <summary>A short process loads only what it needs: neither the runtime and its dependencies, nor benchmarks and checks.</summary>
public sealed class StartUpTests : EngineTests, IDisposable
{
    private static readonly string[] OfTheRuntime = ["Harmony.Runtime", "Microsoft.Extensions.AI.Abstractions", "System.Net.Http"];

    private readonly string _list = Path.GetTempFileName();

    public void Dispose() => File.Delete(_list);

    [Theory]
    [InlineData("count", "README.md")]
    [InlineData("encode", "README.md", "--json")]
    [InlineData("render", "samples/weather.json")]
    [InlineData("grammar", "samples/weather.json")]
    [InlineData("specials")]
    [InlineData("verify", "tests/data/specials.jsonl")]
    [InlineData("chat", "--help")]
    public async Task A_command_without_an_engine_does_not_load_the_runtime(params string[] arguments)
    {
        string[] loaded = await RunAsync(arguments);
        Assert.Contains("Harmony.Encoding", loaded.Append(arguments[^1] == "--help" ? "Harmony.Encoding" : ""));
        Assert.Empty(loaded.Intersect(OfTheRuntime));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("bench", "--help")]
    [InlineData("verify", "--help")]
    [InlineData("count", "README.md")]
    [InlineData("verify", "tests/data/specials.jsonl")]
    public async Task Only_bench_loads_the_benchmark_and_only_verify_the_checks(params string[] arguments)
    {
        string[] loaded = await RunAsync(arguments);
        Assert.Equal(arguments[^1].EndsWith(".jsonl", StringComparison.Ordinal), loaded.Contains("Harmony.Verification"));
        Assert.DoesNotContain("Harmony.Benchmarking", loaded);
    }

    [Fact]
    public async Task The_benchmark_is_loaded_where_it_runs() =>
        Assert.Contains("Harmony.Benchmarking", await RunAsync("bench", "--corpus", "no/such/file"));

    /// <summary>Otherwise the test above would see nothing.</summary>
    [Fact]
    public async Task A_command_with_an_engine_loads_it() =>
        Assert.Contains("Harmony.Runtime", await RunAsync("verify", "tests/data/tiny-gpt-oss/prompts.json", "--model", "/no/such/model"));

    /// <summary>Runs the command in a process of its own, which at its end lists its assemblies.</summary>
    private async Task<string[]> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "harmony.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = TestFiles.Root,
            Environment =
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
                [StartupHook.Variable] = _list,
            },
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string[] loaded = await File.ReadAllLinesAsync(_list, TestContext.Current.CancellationToken);
        Assert.True(loaded.Length > 0, await error);
        return loaded;
    }
}
