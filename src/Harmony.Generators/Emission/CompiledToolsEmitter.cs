using System.Text;
using Harmony.Generators.Model;
using Harmony.Generators.Rendering;
using Harmony.Generators.Text;
using Harmony.Generators.Tokenization;

namespace Harmony.Generators.Emission;

/// <summary>Writes a namespace of tools with the ids that its text has in a prompt.</summary>
internal static class CompiledToolsEmitter
{
    /// <summary>The nested class that holds the ids.</summary>
    public const string CompiledClass = "CompiledNamespace";

    /// <summary>More ids than this are no table for a program: they would be half of a model's context.</summary>
    public const int MaxTokens = 64 * 1024;

    /// <summary>Whether the tools have too many ids; <paramref name="count"/> is their number then.</summary>
    public static bool IsTooLarge(ToolNamespaceSpec tools, out int count)
    {
        // A token has at least one byte, so that a text which is short enough needs no encoding.
        byte[] text = Encoding.UTF8.GetBytes(ToolsText.Of(tools));
        count = text.Length > MaxTokens ? GeneratorTokenizer.Encode(text).Length : 0;
        return count > MaxTokens;
    }

    /// <summary>Writes a property that has the namespace, and the class that holds its ids.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="modifiers">The property's modifiers besides <c>public</c>.</param>
    /// <param name="name">The property's name.</param>
    /// <param name="tools">The namespace.</param>
    public static void WriteProperty(SourceWriter writer, string modifiers, string name, ToolNamespaceSpec tools)
    {
        writer.WriteLine("/// <summary>The tools as the model sees them.</summary>");
        writer.WriteLine($"public {modifiers} global::Harmony.Conversations.ToolNamespace {name} {{ get; }} = new {CompiledClass}().Namespace;");
        writer.WriteLine();
        writer.WriteLine("/// <summary>The ids of the tools' text, made when this was compiled.</summary>");
        writer.WriteLine($"private sealed class {CompiledClass}() : global::Harmony.Conversations.CompiledTools(");
        writer.Indent();
        WriteNamespace(writer, tools);
        writer.WriteLine($"global::Harmony.Grammar.HarmonyDialect.{tools.Dialect},");
        writer.WriteLine($"global::Harmony.Grammar.SchemaStyle.{tools.SchemaStyle})");
        writer.Unindent();
        writer.Open();
        writer.WriteLine("/// <inheritdoc/>");
        writer.WriteLine("public override global::System.ReadOnlySpan<int> Ids =>");
        IdsText.WriteCollection(writer, GeneratorTokenizer.Encode(ToolsText.Of(tools)), ";");
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
