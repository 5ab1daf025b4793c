using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>Writes a namespace of tools with the ids that its text has in a prompt.</summary>
internal static class CompiledToolsEmitter
{
    /// <summary>Writes a property that has the namespace, and the class that holds its ids.</summary>
    /// <param name="writer">The destination.</param>
    /// <param name="modifiers">The property's modifiers besides <c>public</c>.</param>
    /// <param name="tools">The namespace.</param>
    /// <param name="ids">The ids of its text.</param>
    public static void WriteProperty(SourceWriter writer, string modifiers, ToolNamespaceSpec tools, EquatableArray<int> ids)
    {
        writer.WriteLine("/// <summary>The tools as the model sees them.</summary>");
        writer.WriteLine($"public {modifiers} global::Harmony.Conversations.ToolNamespace {GeneratedNames.ToolNamespace} {{ get; }} = new {GeneratedNames.CompiledClass}().Namespace;");
        writer.WriteLine();
        writer.WriteLine("/// <summary>The ids of the tools' text, computed at compile time.</summary>");
        writer.WriteLine($"private sealed class {GeneratedNames.CompiledClass}() : global::Harmony.Conversations.CompiledTools(");
        writer.Indent();
        WriteNamespace(writer, tools);
        writer.WriteLine($"global::Harmony.Grammar.HarmonyDialect.{tools.Dialect},");
        writer.WriteLine($"global::Harmony.Grammar.SchemaStyle.{tools.SchemaStyle})");
        writer.Unindent();
        writer.Open();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine("public override global::System.ReadOnlySpan<int> Ids =>");
        IdsText.WriteCollection(writer, ids, ";");
        writer.Close();
    }

    private static void WriteNamespace(SourceWriter writer, ToolNamespaceSpec tools)
    {
        writer.WriteLine("new global::Harmony.Conversations.ToolNamespace(");
        writer.Indent();
        writer.WriteLine(CSharpText.Literal(tools.Name) + (tools.Tools.Count == 0 ? "" : ","));
        for (int i = 0; i < tools.Tools.Count; i++)
        {
            WriteTool(writer, tools.Tools[i], i + 1 < tools.Tools.Count ? "," : "");
        }

        writer.Unindent();
        writer.WriteLine(tools.Description is null ? ")," : $") {{ Description = {CSharpText.Literal(tools.Description)} }},");
    }

    private static void WriteTool(SourceWriter writer, ToolSpec tool, string separator)
    {
        string parameters = tool.Parameters is null
            ? ""
            : $", global::Harmony.Conversations.ToolParameters.Parse({CSharpText.Utf8JsonLiteral(tool.Parameters)})";
        writer.WriteLine(
            $"new global::Harmony.Conversations.ToolDescription({CSharpText.Literal(tool.Name)}, {CSharpText.Literal(tool.Description)}{parameters}){separator}");
    }
}
