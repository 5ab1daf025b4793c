using Harmony.Benchmarks.Inputs;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Rendering;

namespace Harmony.Benchmarks.Comparison;

/// <summary>Measures reading generated ids as the reference's measuring program measures the reference's parser.</summary>
internal static class ParseComparison
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    public static void Run(ReferenceTimes reference, TextWriter output)
    {
        int[] turn = GeneratedTurn.Load();
        Check(turn);
        output.WriteLine("generated ids        work      us, median (best)   million ids/s       reference, us   times as fast   bytes allocated a call");
        double? stream = reference.Median(GeneratedTurn.ReferenceName, "stream");
        double? parse = reference.Median(GeneratedTurn.ReferenceName, "parse");
        Report(GeneratedTurn.ReferenceName, "events", turn, ids => ParseBenchmarks.Read(ids), stream, output);
        Report(GeneratedTurn.ReferenceName, "messages", turn, ids => HarmonyParser.Parse(ids, Role.Assistant), parse, output);
        Report("one long content", "events", GeneratedTurn.LongContent(), ids => ParseBenchmarks.Read(ids), null, output);
    }

    /// <exception cref="InvalidOperationException">The messages are not those of the ids: what would be measured is wrong.</exception>
    private static void Check(int[] turn)
    {
        HarmonyParseResult result = HarmonyParser.Parse(turn, Role.Assistant);
        var conversation = new Conversation([.. result.Messages]);
        int[] again = HarmonyRenderer.Render(conversation, new RenderOptions { Purpose = RenderPurpose.Conversation, KeepAnalysis = true });
        ReferenceIds.Compare(GeneratedTurn.ReferenceName, turn, again.AsSpan(2));
    }

    private static void Report(string name, string mode, int[] ids, Action<int[]> work, double? theirs, TextWriter output)
    {
        Timing.WarmUp(() => work(ids));
        Timing ours = Timing.Measure(Budget, () => ids, work);
        long before = GC.GetAllocatedBytesForCurrentThread();
        work(ids);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(FormattableString.Invariant(
            $"{name,-20} {mode,-9} {ours.Median * 1e6,8:F1} ({ours.Best * 1e6,7:F1}) {ids.Length / ours.Median / 1e6,15:F1} {theirs * 1e6,19:F1} {theirs / ours.Median,15:F1} {allocated,18:N0}"));
    }
}
