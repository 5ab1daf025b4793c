using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Rendering;

/// <summary>The text of a developer message.</summary>
internal static class DeveloperSection
{
    public static void Append(DeveloperContent content, DialectRules dialect, SchemaStyle schemaStyle, ref Utf8TextBuilder output)
    {
        var sections = new SectionList(FormatText.BlankLine);
        if (content.Instructions is not null)
        {
            sections.Begin(ref output);
            output.Append(FormatText.Instructions);
            output.Append(content.Instructions);
        }

        if (content.Tools.Count > 0)
        {
            sections.Begin(ref output);
            ToolsSection.Append(content.Tools, dialect, schemaStyle, ref output);
        }

        if (content.ResponseFormat is { } format)
        {
            sections.Begin(ref output);
            AppendResponseFormat(format, ref output);
        }
    }

    private static void AppendResponseFormat(ResponseFormat format, ref Utf8TextBuilder output)
    {
        output.Append(FormatText.ResponseFormats);
        output.Append(format.Name);
        output.Append(FormatText.BlankLine);
        if (format.Description is { Length: > 0 } description)
        {
            output.Append(FormatText.Comment);
            output.Append(description);
            output.Append(FormatText.LineBreak);
        }

        output.Append(format.Schema);
    }
}
