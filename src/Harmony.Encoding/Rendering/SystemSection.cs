using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Rendering;

/// <summary>The text of a system message.</summary>
internal static class SystemSection
{
    public static void Append(SystemContent content, bool conversationHasFunctionTools, DialectRules dialect, SchemaStyle schemaStyle, ref Utf8TextBuilder output)
    {
        var sections = new SectionList(FormatText.BlankLine);
        if (content.ModelIdentity is not null || content.KnowledgeCutoff is not null || content.ConversationStartDate is not null)
        {
            sections.Begin(ref output);
            AppendIdentity(content, ref output);
        }

        if (content.ReasoningEffort is { } effort)
        {
            sections.Begin(ref output);
            output.Append(TextOf(effort));
        }

        if (content.Tools.Count > 0)
        {
            sections.Begin(ref output);
            ToolsSection.Append(content.Tools, dialect, schemaStyle, ref output);
        }

        if (content.ChannelConfig is { ValidChannels.Count: > 0 } channels)
        {
            sections.Begin(ref output);
            AppendChannels(channels, conversationHasFunctionTools, ref output);
        }
    }

    private static void AppendIdentity(SystemContent content, ref Utf8TextBuilder output)
    {
        var lines = new SectionList(FormatText.LineBreak);
        AppendLine(default, content.ModelIdentity, ref lines, ref output);
        AppendLine(FormatText.KnowledgeCutoff, content.KnowledgeCutoff, ref lines, ref output);
        AppendLine(FormatText.CurrentDate, content.ConversationStartDate, ref lines, ref output);
    }

    private static void AppendLine(ReadOnlySpan<byte> label, string? text, ref SectionList lines, ref Utf8TextBuilder output)
    {
        if (text is not null)
        {
            lines.Begin(ref output);
            output.Append(label);
            output.Append(text);
        }
    }

    private static ReadOnlySpan<byte> TextOf(ReasoningEffort effort) => effort switch
    {
        ReasoningEffort.Low => FormatText.ReasoningLow,
        ReasoningEffort.Medium => FormatText.ReasoningMedium,
        _ => FormatText.ReasoningHigh,
    };

    private static void AppendChannels(ChannelConfig channels, bool conversationHasFunctionTools, ref Utf8TextBuilder output)
    {
        output.Append(FormatText.ValidChannels);
        var names = new SectionList(FormatText.ValidChannelsSeparator);
        for (int i = 0; i < channels.ValidChannels.Count; i++)
        {
            names.Begin(ref output);
            output.Append(channels.ValidChannels[i]);
        }

        output.Append(FormatText.ValidChannelsEnd);
        output.Append(channels.ChannelRequired ? FormatText.ChannelRequired : default);
        output.Append(conversationHasFunctionTools ? FormatText.FunctionsOnCommentary : default);
    }
}
