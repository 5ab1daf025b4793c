extern alias generators;
extern alias library;

using System.Reflection;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Generators.Emission;
using Harmony.Generators.Model;
using Harmony.Generators.Rendering;
using Harmony.Generators.Tests.Tools;
using Harmony.Generators.Text;
using Harmony.Rendering;
using CompiledDialect = generators::Harmony.Grammar.HarmonyDialect;
using Dialect = library::Harmony.Grammar.HarmonyDialect;

namespace Harmony.Generators.Tests.Grammar;

/// <summary>The golden schemas and conversations with tools, their tools compiled: the ids are the golden files'.</summary>
public class CompiledGoldenTests
{
    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Oss)]
    public void Compiled_schemas_give_the_ids_of_the_golden_file(Dialect dialect)
    {
        var compiled = new CompiledNamespaces(dialect);
        var expected = new List<int[]>();
        foreach (JsonElement line in Lines("schemas.jsonl", dialect))
        {
            if (line.GetProperty("error").ValueKind == JsonValueKind.Null)
            {
                ToolParameters? parameters = line.GetProperty("absent").GetBoolean() ? null : ToolParameters.FromElement(line.GetProperty("parameters"));
                compiled.Add(ToolNamespace.Functions(new ToolDescription("f", "Does it.", parameters)));
                expected.Add(IdsOf(line, "ids"));
            }
        }

        Assert.True(expected.Count > 500);
        ToolNamespace[] namespaces = compiled.Load();
        for (int i = 0; i < expected.Count; i++)
        {
            Message message = Message.Developer(new DeveloperContent { Tools = [namespaces[i]] });
            Assert.Equal(expected[i], Render([message], dialect));
        }
    }

    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Oss)]
    public void Compiled_conversations_give_the_ids_of_the_golden_file(Dialect dialect)
    {
        var compiled = new CompiledNamespaces(dialect);
        var cases = new List<(Conversation Conversation, int[] Ids)>();
        foreach (JsonElement line in Lines("conversations.jsonl", dialect))
        {
            if (line.TryGetProperty("conversation_drop", out JsonElement ids) && ids.ValueKind == JsonValueKind.Array)
            {
                Conversation conversation = Conversation.FromJson(line.GetProperty("conversation").GetRawText());
                if (conversation.SelectMany(ToolsOf).Any())
                {
                    cases.Add((conversation, IdsOf(line, "conversation_drop")));
                    compiled.Add([.. conversation.SelectMany(ToolsOf)]);
                }
            }
        }

        Assert.True(cases.Count > 20);
        Queue<ToolNamespace> namespaces = new(compiled.Load());
        foreach ((Conversation conversation, int[] ids) in cases)
        {
            Assert.Equal(ids, Render([.. conversation.Select(message => WithTools(message, namespaces))], dialect));
        }
    }

    private static IEnumerable<JsonElement> Lines(string file, Dialect dialect) =>
        File.ReadLines(Path.Combine(TestFiles.Data, dialect == Dialect.Oss ? "oss" : "", file)).Select(line => JsonDocument.Parse(line).RootElement);

    private static int[] IdsOf(JsonElement line, string name) => [.. line.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];

    private static int[] Render(Conversation conversation, Dialect dialect) =>
        HarmonyRenderer.Render(conversation, new RenderOptions { Purpose = RenderPurpose.Conversation, Dialect = dialect });

    private static IEnumerable<ToolNamespace> ToolsOf(Message message) => message.Content.SelectMany(ToolsOf);

    private static IEnumerable<ToolNamespace> ToolsOf(MessageContent content) => content switch
    {
        SystemContent system => system.Tools,
        DeveloperContent developer => developer.Tools,
        _ => [],
    };

    private static Message WithTools(Message message, Queue<ToolNamespace> namespaces) => message with
    {
        Content =
        [
            .. message.Content.Select(content => content switch
            {
                SystemContent system => system with { Tools = [.. system.Tools.Select(tools => Replace(tools, namespaces.Dequeue()))] },
                DeveloperContent developer => developer with { Tools = [.. developer.Tools.Select(tools => Replace(tools, namespaces.Dequeue()))] },
                _ => content,
            }),
        ],
    };

    /// <summary>The compiled namespace, unless the key differs from the name, which only a conversation's JSON can say.</summary>
    private static ToolNamespace Replace(ToolNamespace tools, ToolNamespace compiled) => tools.Key == tools.Name ? compiled : tools;

    /// <summary>Namespaces that are generated, compiled and loaded together.</summary>
    private sealed class CompiledNamespaces(Dialect dialect)
    {
        private readonly SourceWriter _source = new();
        private int _count;

        public void Add(params ReadOnlySpan<ToolNamespace> namespaces)
        {
            foreach (ToolNamespace tools in namespaces)
            {
                _source.Open($"public static class Namespace{_count++}");
                ToolNamespaceSpec spec = SpecOf(tools);
                CompiledToolsEmitter.WriteProperty(_source, "static", spec, ToolsText.IdsOf(spec));
                _source.Close();
            }
        }

        public ToolNamespace[] Load()
        {
            Assembly assembly = ToolCompilation.Load(ToolCompilation.Driver(), ToolCompilation.Create(_source.ToString()));
            return [.. Enumerable.Range(0, _count).Select(i => (ToolNamespace)assembly.GetType($"Namespace{i}")!.GetProperty("ToolNamespace")!.GetValue(null)!)];
        }

        private ToolNamespaceSpec SpecOf(ToolNamespace tools) => new(
            tools.Name,
            tools.Description,
            tools.Tools.Select(tool => new ToolSpec(tool.Name, tool.Description, tool.Parameters?.ToString())).ToEquatableArray(),
            (CompiledDialect)dialect,
            default);
    }
}
