using System.Diagnostics;
using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Benchmarks.Comparison;

/// <summary>
/// Measures this library as the reference's measuring program measures the reference, and says how many times as fast it
/// is. bench/reference/run starts both, one after the other, on the same processor.
/// </summary>
internal static class ReferenceComparison
{
    private const int MegaByte = 1_000_000;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    /// <returns>The exit code.</returns>
    public static int Run(string referencePath, TextWriter output)
    {
        PinThread();
        ReferenceTimes reference = ReferenceTimes.Read(referencePath);
        CompareConversations(reference, output);
        output.WriteLine();
        ParseComparison.Run(reference, output);
        output.WriteLine();
        CompareCorpora(reference, output);
        return 0;
    }

    /// <returns>The exit code.</returns>
    public static int RunChat(string referencePath, TextWriter output)
    {
        PinThread();
        ChatComparison.Run(ReferenceTimes.Read(referencePath), output);
        return 0;
    }

    /// <summary>
    /// Keeps the measuring thread on the last processor, where the reference ran. Not the whole process (taskset): a
    /// runtime that finds itself on a single processor puts off its best compilation for seconds.
    /// </summary>
    private static void PinThread()
    {
        if (OperatingSystem.IsLinux())
        {
            // On Linux this concerns the main thread alone, not the compiler's and the collector's.
            using var process = Process.GetCurrentProcess();
            process.ProcessorAffinity = (nint)1 << (Environment.ProcessorCount - 1);
        }
    }

    private static void CompareConversations(ReferenceTimes reference, TextWriter output)
    {
        output.WriteLine("conversation     work         us, median (best)       reference, us   times as fast   bytes allocated a call");
        foreach (ConversationName name in Enum.GetValues<ConversationName>())
        {
            ConversationFile file = ConversationFile.Load(name);
            if (!file.HasReference)
            {
                output.WriteLine($"{name}: there are no reference ids to compare with, so nothing is measured");
                continue;
            }

            file.Check();
            using var ids = new TokenBuffer();
            void Render(Conversation conversation)
            {
                ids.Clear();
                HarmonyRenderer.Render(conversation, ids);
            }

            Report(name, "render", () => Conversation.FromJson(file.Json), Render, reference, output);
            Report(name, "json+render", () => file.Json, json => Render(Conversation.FromJson(json)), reference, output);
        }
    }

    private static void Report<T>(ConversationName name, string mode, Func<T> prepare, Action<T> work, ReferenceTimes reference, TextWriter output)
    {
        Timing.WarmUp(() => work(prepare()));
        Timing ours = Timing.Measure(Budget, prepare, work);
        double? theirs = reference.Median(ConversationFile.FileName(name), mode);
        T input = prepare();
        long before = GC.GetAllocatedBytesForCurrentThread();
        work(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(FormattableString.Invariant(
            $"{name,-16} {mode,-12} {ours.Median * 1e6,10:F1} ({ours.Best * 1e6,8:F1}) {theirs * 1e6,18:F1} {theirs / ours.Median,15:F1} {allocated,18:N0}"));
    }

    private static void CompareCorpora(ReferenceTimes reference, TextWriter output)
    {
        WarmUp();
        output.WriteLine("text             MB/s: first pass   median (best) of later ones   reference again and again   times as fast   bytes allocated a pass");
        foreach (string path in DataFolder.FindAll("corpora", "*.txt"))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            byte[] utf8 = File.ReadAllBytes(path);
            int[] ids = new int[utf8.Length];
            int count = 0;
            void Encode() => O200kTokenizer.TryEncode(utf8, ids, out count);

            Timing ours = Timing.Measure(Budget, () => 0, _ => Encode());
            long before = GC.GetAllocatedBytesForCurrentThread();
            Encode();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            string check = "ids not compared";
            if (ReferenceIds.Find(path) is { } expected)
            {
                ReferenceIds.Compare(name, expected, ids.AsSpan(0, count));
                check = "ids equal";
            }

            double megabytes = (double)utf8.Length / MegaByte;
            double? theirs = reference.Median(name, "warm");
            output.WriteLine(FormattableString.Invariant(
                $"{name,-16} {megabytes / ours.First,16:F1} {megabytes / ours.Median,15:F1} ({megabytes / ours.Best,5:F1}) {megabytes / theirs,27:F1} {theirs / ours.Median,19:F1} {allocated,12:N0}  {check}"));
        }
    }

    /// <summary>On text that is in no corpus, so that each corpus' first pass is one over text never seen.</summary>
    private static void WarmUp()
    {
        byte[] text = DataFolder.Find("warm-up.txt") is { } path ? File.ReadAllBytes(path) : OwnText.Load(CorpusName.Code);
        int[] ids = new int[text.Length];
        Timing.WarmUp(() => O200kTokenizer.TryEncode(text, ids, out _));
    }
}
