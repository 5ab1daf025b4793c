using System.Diagnostics;
using System.Globalization;
using Harmony.Cli.Commands;

namespace Harmony.Cli.Benchmarking;

/// <summary>Lets fresh processes of this program, <see cref="FirstPassCommand"/>, measure first passes.</summary>
internal sealed class FreshProcess(BenchmarkSettings settings)
{
    private const string ProgramName = "harmony";

    /// <summary>The first call of a process, on a word: what loading takes.</summary>
    public Measurement MeasureLoading()
    {
        FirstPasses[] passes = [.. Enumerable.Range(0, settings.FreshProcesses).Select(_ => Measure(before: null))];
        return Measurement.Of(text: null, "load", new Timing([.. passes.Select(pass => pass.FirstCall)])) with
        {
            CompiledMethods = passes.Max(pass => pass.CompiledMethods),
        };
    }

    /// <summary>Starts one process.</summary>
    /// <param name="before">A folder of texts that it encodes before it measures, after the settings' text; null for none.</param>
    /// <param name="measured">Files, or folders of texts, that it measures.</param>
    /// <exception cref="InputException">The process failed; the message is what it said.</exception>
    public FirstPasses Measure(string? before, params ReadOnlySpan<string> measured)
    {
        ProcessStartInfo start = CreateStart();
        foreach (string path in measured)
        {
            start.ArgumentList.Add(path);
        }

        foreach (string? path in (string?[])[settings.WarmUp?.Path, before])
        {
            if (path is not null)
            {
                start.ArgumentList.Add(FirstPassCommand.AfterOption);
                start.ArgumentList.Add(path);
            }
        }

        if (settings.WarmUp is not null)
        {
            // What is past its start has all its code: without this, the runtime would compile methods of the first passes anew
            // in the background while the next pass is measured, on the same processor.
            start.Environment["DOTNET_TieredCompilation"] = "0";
        }

        if (settings.Processor is { } processor)
        {
            start.ArgumentList.Add(FirstPassCommand.ProcessorOption);
            start.ArgumentList.Add(processor.ToString(CultureInfo.InvariantCulture));
        }

        using Process process = Process.Start(start) ?? throw new InputException($"{start.FileName}: the process could not be started");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == ExitCode.Success
            ? FirstPasses.Parse(output)
            : throw new InputException($"a fresh process of {start.FileName} failed with exit code {process.ExitCode}: {error.GetAwaiter().GetResult().Trim()}");
    }

    /// <summary>
    /// As this process was started: by its own name or with <c>dotnet</c>. Where another program has loaded this assembly,
    /// by the name that lies beside it.
    /// </summary>
    private static ProcessStartInfo CreateStart()
    {
        string own = Environment.ProcessPath ?? ProgramName;
        bool isHost = Path.GetFileNameWithoutExtension(own) == "dotnet";
        bool isProgram = Path.GetFileNameWithoutExtension(own) == ProgramName;
        string program = isHost || isProgram ? own : Path.Combine(AppContext.BaseDirectory, ProgramName + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (isHost)
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, ProgramName + ".dll"));
        }

        start.ArgumentList.Add(FirstPassCommand.Name);
        return start;
    }
}
