using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Harmony.Generators.Tokenization;

namespace Harmony.Generators.Rendering;

/// <summary>The text of a namespace of tools, for the model to read.</summary>
internal static class ToolsText
{
    /// <summary>The ids of the text.</summary>
    public static EquatableArray<int> IdsOf(ToolNamespaceSpec tools) => GeneratorTokenizer.Encode(Of(tools)).ToEquatableArray();

    /// <summary>The text from its heading to its end, whose ids a <c>CompiledTools</c> holds.</summary>
    public static string Of(ToolNamespaceSpec tools) =>
        BodyRenderer.Render(EmbeddedGrammar.Syntax, "namespace", ValueOf(tools), tools.Dialect, tools.SchemaStyle);

    /// <summary>The values of the grammar's body <c>namespace</c>.</summary>
    public static ObjectValue ValueOf(ToolNamespaceSpec tools)
    {
        var members = new Dictionary<string, GrammarValue>
        {
            ["name"] = new TextValue(tools.Name),
            ["tools"] = new ListValue([.. tools.Tools.Select(ValueOf)]),
        };
        if (tools.Description is not null)
        {
            members["description"] = new TextValue(tools.Description);
        }

        return new ObjectValue(members);
    }

    private static ObjectValue ValueOf(ToolSpec tool)
    {
        var members = new Dictionary<string, GrammarValue>
        {
            ["name"] = new TextValue(tool.Name),
            ["description"] = new TextValue(tool.Description),
        };
        if (tool.Parameters is not null)
        {
            members["parameters"] = new SchemaValue(tool.Parameters);
        }

        return new ObjectValue(members);
    }
}
