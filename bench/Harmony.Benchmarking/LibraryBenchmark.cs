using Harmony.Benchmarking.Measuring;
using Harmony.Benchmarking.Messages;
using Harmony.Benchmarking.Reports;
using Harmony.Benchmarking.Texts;

namespace Harmony.Benchmarking;

/// <summary>Measures the library on one thread; <see cref="Models.ModelBenchmark"/> measures a model.</summary>
public static class LibraryBenchmark
{
    /// <summary>Measures the input and writes each measurement as soon as it is made.</summary>
    /// <exception cref="BenchmarkException">The library contradicts itself, or a fresh process failed.</exception>
    public static void Run(BenchmarkInput input, BenchmarkSettings settings, MeasurementWriter writer)
    {
        foreach (Measurement measurement in Measure(input, settings))
        {
            writer.Write(measurement);
        }
    }

    /// <summary>Checks what can be checked before the first measurement: the warm-up text and the processor.</summary>
    /// <exception cref="BenchmarkException">The text is empty, or the process is not allowed to run on the processor.</exception>
    public static void Check(BenchmarkSettings settings, Func<string, byte[]> readText)
    {
        if (settings.WarmUp is { } path)
        {
            TextFile.Read(path, readText);
        }

        ProcessorPin.On(settings.Processor).Dispose();
    }

    private static IEnumerable<Measurement> Measure(BenchmarkInput input, BenchmarkSettings settings)
    {
        var freshProcess = new FreshProcess(settings);
        if (!input.IsEmpty && settings.FreshProcesses > 0)
        {
            yield return freshProcess.MeasureLoading();
        }

        var corpus = new CorpusBenchmark(settings, freshProcess);
        var prompt = new PromptBenchmark(settings, freshProcess);
        using var harmony = new HarmonyBenchmark(settings);
        IEnumerable<Measurement> work = input.Conversations?.SelectMany(harmony.Run).Concat(harmony.RunHardCases()) ?? [];
        foreach (Measurement measurement in input.Corpora.SelectMany(corpus.Run).Concat(input.Prompts.SelectMany(prompt.Run)).Concat(work))
        {
            yield return measurement;
        }
    }
}
