using System.Diagnostics;

namespace Harmony.Cli.Tests;

/// <summary>A command whose output nobody reads any more ends, quietly.</summary>
public sealed class ClosedOutputTests : EngineTests
{
    [Fact]
    public async Task A_command_stops()
    {
        using Process process = Start("encode", "-");
        await process.StandardInput.WriteAsync("Hello!");
        process.StandardInput.Close();
        await AssertEndedQuietlyAsync(process);
    }

    [Fact]
    public async Task A_generation_ends_though_the_model_would_go_on()
    {
        await using LoopbackServer server = ServeGreeting(static exchange => exchange.ClientLeft);
        using Process process = Start("generate", "-", "--output", "ids", "--engine", server.Address.ToString());
        await process.StandardInput.WriteAsync("""{"model":"m","messages":[{"role":"user","content":"Hello!"}]}""");
        process.StandardInput.Close();
        await AssertEndedQuietlyAsync(process);
    }

    /// <summary>Runs the command in a process of its own, whose output is closed before it can write.</summary>
    private static Process Start(params string[] arguments)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signal, and the console's own stream is used.");
        Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "harmony.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardOutput.Close();
        return process;
    }

    private static async Task AssertEndedQuietlyAsync(Process process)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        try
        {
            string error = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(("", ExitCode.OutputClosed), (error, process.ExitCode));
        }
        finally
        {
            process.Kill();
        }
    }
}
