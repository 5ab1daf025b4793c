using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Rendering;

/// <summary>The section that shows the model its tools.</summary>
internal static class ToolsSection
{
    public static void Append(IReadOnlyList<ToolNamespace> namespaces, DialectRules dialect, SchemaStyle schemaStyle, ref Utf8TextBuilder output)
    {
        output.Append(FormatText.Tools);
        for (int i = 0; i < namespaces.Count; i++)
        {
            output.Append(FormatText.BlankLine);
            AppendNamespace(namespaces[i], dialect, schemaStyle, ref output);
        }
    }

    private static void AppendNamespace(ToolNamespace tools, DialectRules dialect, SchemaStyle schemaStyle, ref Utf8TextBuilder output)
    {
        bool hasTools = tools.Tools.Count > 0;
        output.Append(FormatText.NamespaceHeading);
        output.Append(tools.Name);
        output.Append(FormatText.LineBreak);

        // Lines are joined here, while the lines of a tool each have their own line break.
        foreach (ReadOnlySpan<char> line in new TextLines(tools.Description))
        {
            output.Append(FormatText.LineBreak);
            output.Append(hasTools ? FormatText.Comment : default);
            output.Append(line);
        }

        if (!hasTools)
        {
            return;
        }

        output.Append(FormatText.LineBreak);
        output.Append(FormatText.NamespaceOpening);
        output.Append(tools.Name);
        output.Append(FormatText.NamespaceOpeningEnd);
        for (int i = 0; i < tools.Tools.Count; i++)
        {
            AppendTool(tools.Tools[i], dialect, schemaStyle, ref output);
        }

        output.Append(FormatText.NamespaceClosing);
        output.Append(tools.Name);
    }

    private static void AppendTool(ToolDescription tool, DialectRules dialect, SchemaStyle schemaStyle, ref Utf8TextBuilder output)
    {
        foreach (ReadOnlySpan<char> line in new TextLines(tool.Description))
        {
            output.Append(FormatText.Comment);
            output.Append(line);
            output.Append(FormatText.LineBreak);
        }

        output.Append(FormatText.Tool);
        output.Append(tool.Name);
        if (tool.Parameters is null)
        {
            output.Append(FormatText.ToolWithoutParameters);
            return;
        }

        output.Append(FormatText.ToolWithParameters);
        AppendType(tool.Parameters.Utf8Json, dialect, schemaStyle, ref output);
        output.Append(FormatText.ToolWithParametersEnd);
    }

    private static void AppendType(ReadOnlySpan<byte> schema, DialectRules dialect, SchemaStyle style, ref Utf8TextBuilder output)
    {
        if (style == SchemaStyle.Faithful)
        {
            new FaithfulSchemaWriter(schema).AppendType(indent: 0, ref output);
        }
        else
        {
            new TypeScriptSchemaWriter(dialect.SignsExponents).AppendType(schema, indent: 0, ref output);
        }
    }
}
