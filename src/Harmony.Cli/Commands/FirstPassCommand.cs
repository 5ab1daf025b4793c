using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Cli.Benchmarking;
using Harmony.Tokenization;

namespace Harmony.Cli.Commands;

/// <summary>
/// <c>harmony first-pass</c>, which no help shows: what <c>harmony bench</c> starts, so that a process encodes each text for
/// the first time. It makes one call on a word, encodes the texts that it is to know, each twice, and measures
/// one pass over each of the others.
/// </summary>
internal static class FirstPassCommand
{
    public const string Name = "first-pass";
    public const string AfterOption = "--after";
    public const string ProcessorOption = "--cpu";

    private const int PassesBefore = 2;

    public static Command Create(Terminal terminal)
    {
        var measured = new Argument<string[]>("text") { Arity = ArgumentArity.ZeroOrMore };
        var after = new Option<string[]>(AfterOption);
        var processor = new Option<string>(ProcessorOption);
        var command = new Command(Name) { measured, after, processor };
        command.SetAction(result =>
        {
            IReadOnlyList<TextFile> known = Read(result.GetValue(after) ?? [], terminal);
            IReadOnlyList<TextFile> texts = Read(result.GetValue(measured)!, terminal);
            int? number = result.GetValue(processor) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : null;
            using ProcessorPin pin = ProcessorPin.On(number);
            result.InvocationConfiguration.Output.WriteLine(Measure(known, texts).ToString());
            return ExitCode.Success;
        });
        return command;
    }

    private static FirstPasses Measure(IReadOnlyList<TextFile> known, IReadOnlyList<TextFile> texts)
    {
        long compiledBefore = JitInfo.GetCompiledMethodCount(currentThread: true);
        long start = Stopwatch.GetTimestamp();
        MakeFirstCall();
        double firstCall = Timing.SecondsSince(start);
        double[] seconds = new double[texts.Count];
        MeasureEach(known, texts, seconds);
        return new FirstPasses((int)(JitInfo.GetCompiledMethodCount(currentThread: true) - compiledBefore), firstCall, seconds);
    }

    /// <summary>By itself, so that its clock runs before the library is loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeFirstCall()
    {
        using var ids = new TokenBuffer();
        O200kTokenizer.Encode("Hello"u8, ids);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MeasureEach(IReadOnlyList<TextFile> known, IReadOnlyList<TextFile> texts, double[] seconds)
    {
        // Room for the longest text's ids, as a host has whose buffer is kept.
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

    private static int LongestOf(IReadOnlyList<TextFile> texts, int longest)
    {
        foreach (TextFile text in texts)
        {
            longest = Math.Max(longest, text.Utf8.Length);
        }

        return longest;
    }

    /// <returns>The seconds it took.</returns>
    private static double Encode(ReadOnlySpan<byte> utf8, TokenBuffer ids)
    {
        ids.Clear();
        long start = Stopwatch.GetTimestamp();
        O200kTokenizer.Encode(utf8, ids);
        return Timing.SecondsSince(start);
    }

    /// <summary>The texts of files, and of folders.</summary>
    private static List<TextFile> Read(string[] paths, Terminal terminal)
    {
        var texts = new List<TextFile>();
        foreach (string path in paths)
        {
            texts.AddRange(Directory.Exists(path) ? TextFile.ReadFolder(path, terminal) : [TextFile.Read(path, terminal)]);
        }

        return texts;
    }
}
