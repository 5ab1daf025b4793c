using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Turns;

/// <summary>The headers of the assistant's messages after <c>&lt;|start|&gt;assistant</c>, as the renderer writes them.</summary>
internal sealed class MessageHeaders(RenderOptions options)
{
    /// <summary>The number of ids with which a message begins and the prompt ends: <c>&lt;|start|&gt;</c> and the role.</summary>
    public const int AuthorLength = 2;

    /// <summary><c>&lt;|channel|&gt;analysis&lt;|message|&gt;</c></summary>
    public int[] Analysis { get; } = Render(Message.Assistant("", Channels.Analysis), options)[AuthorLength..^1];

    /// <summary><c>&lt;|channel|&gt;final&lt;|message|&gt;</c></summary>
    public int[] Final { get; } = Render(Message.Assistant("", Channels.Final), options)[AuthorLength..^1];

    /// <summary><c>&lt;|end|&gt;&lt;|start|&gt;assistant</c>: the message ends and another one begins.</summary>
    public int[] Next { get; } = [SpecialTokens.End, .. Render(Message.Assistant(""), options)[..AuthorLength]];

    /// <summary>The header of a call, such as <c> to=functions.NAME&lt;|channel|&gt;commentary &lt;|constrain|&gt;json&lt;|message|&gt;</c>.</summary>
    public int[] Call(ToolNamespace toolNamespace, ToolDescription tool) =>
        Render(Message.ToolCall(ToolName.RecipientOf(toolNamespace.Name, tool.Name), ""), options)[AuthorLength..^1];

    /// <summary>The same header with the channel first, as models mostly write it:
    /// <c>&lt;|channel|&gt;commentary to=functions.NAME &lt;|constrain|&gt;json&lt;|message|&gt;</c>.</summary>
    public int[] CallChannelFirst(ToolNamespace toolNamespace, ToolDescription tool)
    {
        ReadOnlySpan<int> header = Call(toolNamespace, tool);
        int channel = header.IndexOf(SpecialTokens.Channel);
        int contentType = header.IndexOf(SpecialTokens.Constrain);
        string recipient = O200kTokenizer.Decode(header[..channel]);
        return [SpecialTokens.Channel, .. O200kTokenizer.Encode($"{Channels.Commentary}{recipient} "), .. header[contentType..]];
    }

    /// <summary>The headers of calls of all tools.</summary>
    public int[][] Calls(IReadOnlyList<ToolNamespace> tools) => ForEach(tools, Call);

    /// <summary>The headers of calls of all tools, each in both orders.</summary>
    public int[][] CallsInBothOrders(IReadOnlyList<ToolNamespace> tools) => [.. Calls(tools), .. ForEach(tools, CallChannelFirst)];

    private static int[][] ForEach(IReadOnlyList<ToolNamespace> tools, Func<ToolNamespace, ToolDescription, int[]> headerOf)
    {
        var headers = new List<int[]>();
        foreach (ToolNamespace toolNamespace in tools)
        {
            foreach (ToolDescription tool in toolNamespace.Tools)
            {
                headers.Add(headerOf(toolNamespace, tool));
            }
        }

        return [.. headers];
    }

    private static int[] Render(Message message, RenderOptions options)
    {
        using var ids = new TokenBuffer();
        HarmonyRenderer.Render(message, ids, options);
        return ids.ToArray();
    }
}
