using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

internal static class CompiledToolsEmitter
{
    public static void WriteProperty(SourceWriter writer, string modifiers, string name, ToolNamespaceSpec tools)
    {
        writer.WriteLine("/// <summary>The tools as the model sees them.</summary>");
        writer.WriteLine($"public {modifiers} global::Harmony.Conversations.ToolNamespace {name} {{ get; }} = new(");
        writer.Indent();
        writer.WriteLine(CSharpText.Literal(tools.Name) + (tools.Tools.Count == 0 ? ")" : ","));
        for (int i = 0; i < tools.Tools.Count; i++)
        {
            ToolSpec tool = tools.Tools[i];
            string parameters = tool.Parameters is null ? "" : $", global::Harmony.Conversations.ToolParameters.Parse({CSharpText.Literal(tool.Parameters)})";
            writer.WriteLine($"new global::Harmony.Conversations.ToolDescription({CSharpText.Literal(tool.Name)}, {CSharpText.Literal(tool.Description)}{parameters}){(i < tools.Tools.Count - 1 ? "," : tools.Description is null ? ");" : ")")}");
        }

        if (tools.Description is not null)
        {
            writer.WriteLine($"{{ Description = {CSharpText.Literal(tools.Description)} }};");
        }

        writer.Unindent();
    }
}
