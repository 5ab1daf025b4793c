using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Benchmarks.Comparison;

/// <summary>
/// A chat request's way to its ids, beside the reference's from the JSON of the equal conversation: the reference has no
/// reader of chat requests, which is the more for it to do, not the less.
/// </summary>
internal static class ChatComparison
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    /// <param name="reference">What the reference took for the equal conversation.</param>
    /// <param name="output">Where to.</param>
    public static void Run(ReferenceTimes reference, TextWriter output)
    {
        if (!ChatRequestFile.Check())
        {
            output.WriteLine("chat request: there are no reference ids to compare with, so nothing is measured");
            return;
        }

        using var ids = new TokenBuffer();
        byte[] request = ChatRequestFile.Json;
        Conversation conversation = ChatRequest.ToConversation(request);
        output.WriteLine(FormattableString.Invariant($"a chat request of {request.Length:N0} bytes; ids equal"));
        output.WriteLine("work                        us, median (best)   reference, us   times as fast   bytes allocated a call");
        Report("request to conversation", () => ChatRequest.ToConversation(request), null, output);
        Report("conversation to ids", () => Render(conversation, ids), reference.Median(ChatRequestFile.ReferenceName, "render"), output);
        Report("request to ids", () => Render(ChatRequest.ToConversation(request), ids), reference.Median(ChatRequestFile.ReferenceName, "json+render"), output);
    }

    private static void Render(Conversation conversation, TokenBuffer ids)
    {
        ids.Clear();
        HarmonyRenderer.Render(conversation, ids);
    }

    private static void Report(string work, Action run, double? theirs, TextWriter output)
    {
        Timing.WarmUp(run);
        Timing ours = Timing.Measure(Budget, () => 0, _ => run());
        long before = GC.GetAllocatedBytesForCurrentThread();
        run();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        output.WriteLine(FormattableString.Invariant(
            $"{work,-24} {ours.Median * 1e6,10:F1} ({ours.Best * 1e6,7:F1}) {theirs * 1e6,13:F1} {theirs / ours.Median,15:F1} {allocated,18:N0}"));
    }
}
