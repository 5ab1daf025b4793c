using System.Diagnostics;
using System.Globalization;
using Harmony.Benchmarking.Measuring;

namespace Harmony.Benchmarking.Texts;

/// <summary>Starts fresh processes of this program that measure first passes (<see cref="FirstPass"/>).</summary>
internal sealed class FreshProcess(BenchmarkSettings settings)
{
    private const string ProgramName = "harmony";

    /// <summary>Measures the first call in a process, on one word: the cost of loading.</summary>
    public Measurement MeasureLoading()
    {
        FirstPasses[] passes = [.. Enumerable.Range(0, settings.FreshProcesses).Select(_ => Measure(known: null))];
        return Measurement.Of(text: null, "load", new Timing([.. passes.Select(pass => pass.FirstCall)])) with
        {
            CompiledMethods = passes.Max(pass => pass.CompiledMethods),
        };
    }

    /// <summary>Starts one process.</summary>
    /// <param name="known">A folder of texts that the process encodes before it measures, after the warm-up text; null for none.</param>
    /// <param name="measured">The files, and folders of texts, that the process measures.</param>
    /// <exception cref="BenchmarkException">The process failed; the message contains its error output.</exception>
    public FirstPasses Measure(string? known, params ReadOnlySpan<string> measured)
    {
        ProcessStartInfo start = CreateStart();
        foreach (string path in measured)
        {
            start.ArgumentList.Add(path);
        }

        foreach (string? path in (string?[])[settings.WarmUp, known])
        {
            if (path is not null)
            {
                start.ArgumentList.Add(FirstPass.AfterOption);
                start.ArgumentList.Add(path);
            }
        }

        if (settings.WarmUp is not null)
        {
            // A process past its start has all its code. Without this setting the runtime would compile the methods of the
            // first passes again in the background, on the same processor, while the next pass is measured.
            start.Environment["DOTNET_TieredCompilation"] = "0";
        }

        if (settings.Processor is { } processor)
        {
            start.ArgumentList.Add(FirstPass.ProcessorOption);
            start.ArgumentList.Add(processor.ToString(CultureInfo.InvariantCulture));
        }

        using Process process = Process.Start(start) ?? throw new BenchmarkException($"{start.FileName}: the process could not be started");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? FirstPasses.Parse(output)
            : throw new BenchmarkException($"a fresh process of {start.FileName} failed with exit code {process.ExitCode}: {error.GetAwaiter().GetResult().Trim()}");
    }

    /// <summary>
    /// Starts the program as this process was started: by its own name or with <c>dotnet</c>. If another program, such as a
    /// test, has loaded this assembly, it starts the program in the same folder.
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

        start.ArgumentList.Add(FirstPass.CommandName);
        return start;
    }
}
