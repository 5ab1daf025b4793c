using System.Diagnostics;
using System.Runtime;
using System.Runtime.CompilerServices;
using Harmony.Benchmarking.Measuring;
using Harmony.Buffers;
using Harmony.Tokenization;

namespace Harmony.Benchmarking.Texts;

/// <summary>
/// The work of a fresh process that <c>harmony bench</c> starts, in which each text is encoded for the first time: one call
/// on a word, two passes over each text that the process is to know, and one measured pass over each of the others.
/// </summary>
public static class FirstPass
{
    /// <summary>The name of the command that does this work; no help shows it.</summary>
    public const string CommandName = "first-pass";

    /// <summary>The option for texts that are encoded before the measurement.</summary>
    public const string AfterOption = "--after";

    /// <summary>The option for the processor that the process stays on.</summary>
    public const string ProcessorOption = "--cpu";

    private const int PassesBefore = 2;

    /// <summary>Measures the texts and writes the times as the starting process reads them.</summary>
    /// <param name="known">The files, and folders of texts, that are encoded before the measurement.</param>
    /// <param name="measured">The files, and folders of texts, that are measured.</param>
    /// <param name="processor">The processor to stay on, counted from 0; null for any.</param>
    /// <param name="readText">Reads a text file.</param>
    /// <param name="output">Receives one line.</param>
    /// <exception cref="BenchmarkException">A text cannot be measured.</exception>
    public static void Run(string[] known, string[] measured, int? processor, Func<string, byte[]> readText, TextWriter output)
    {
        List<TextFile> knownTexts = Read(known, readText);
        List<TextFile> measuredTexts = Read(measured, readText);
        using ProcessorPin pin = ProcessorPin.On(processor);
        output.WriteLine(Measure(knownTexts, measuredTexts).ToString());
    }

    private static FirstPasses Measure(List<TextFile> known, List<TextFile> texts)
    {
        long compiledBefore = JitInfo.GetCompiledMethodCount(currentThread: true);
        long start = Stopwatch.GetTimestamp();
        MakeFirstCall();
        double firstCall = Timing.SecondsSince(start);
        double[] seconds = new double[texts.Count];
        MeasureEach(known, texts, seconds);
        return new FirstPasses((int)(JitInfo.GetCompiledMethodCount(currentThread: true) - compiledBefore), firstCall, seconds);
    }

    /// <summary>A method of its own, so that the clock runs before the library is loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeFirstCall()
    {
        using var ids = new TokenBuffer();
        O200kTokenizer.Encode("Hello"u8, ids);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MeasureEach(List<TextFile> known, List<TextFile> texts, double[] seconds)
    {
        // Room for the ids of the longest text, as in a host that keeps its buffer.
        using var ids = new TokenBuffer();
        ids.GetSpan(LongestOf(known, LongestOf(texts, 1)));
        for (int pass = 0; pass < PassesBefore; pass++)
        {
            foreach (TextFile text in known)
            {
                Encode(text.Utf8, ids);
            }
        }

        for (int i = 0; i < texts.Count; i++)
        {
            seconds[i] = Encode(texts[i].Utf8, ids);
        }
    }

    private static int LongestOf(List<TextFile> texts, int longest)
    {
        foreach (TextFile text in texts)
        {
            longest = Math.Max(longest, text.Utf8.Length);
        }

        return longest;
    }

    /// <returns>The seconds that it took.</returns>
    private static double Encode(ReadOnlySpan<byte> utf8, TokenBuffer ids)
    {
        ids.Clear();
        long start = Stopwatch.GetTimestamp();
        O200kTokenizer.Encode(utf8, ids);
        return Timing.SecondsSince(start);
    }

    private static List<TextFile> Read(string[] paths, Func<string, byte[]> readText)
    {
        var texts = new List<TextFile>();
        foreach (string path in paths)
        {
            texts.AddRange(Directory.Exists(path) ? TextFile.ReadFolder(path, readText) : [TextFile.Read(path, readText)]);
        }

        return texts;
    }
}
