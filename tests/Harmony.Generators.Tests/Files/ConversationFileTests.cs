extern alias library;

using System.Reflection;
using System.Text.Json;
using FsCheck.Fluent;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Generators.Tests.Files;

public class ConversationFileTests
{
    private const string Support =
        """
        {"messages": [
          {"role": "system", "content": [{"type": "system_content", "model_identity": "You are {{name}}.", "reasoning_effort": "High",
            "conversation_start_date": "{{date}}", "knowledge_cutoff": "2024-06", "channel_config": {"valid_channels": ["analysis", "final"], "channel_required": true}}]},
          {"role": "developer", "content": [{"type": "developer_content", "instructions": "Help {{user}} with {{topic}}{{user}}'s.\n\nBe {{ kind }}, {{{topic}}}.",
            "tools": {"functions": {"name": "functions", "tools": [{"name": "f", "description": "{{literal}}", "parameters": {"type": "object", "properties": {"x": {"type": "string"}}}}]}},
            "response_format": {"name": "r", "description": "d", "schema": {"a": [1, "b c"]}}}]},
          {"role": "user", "name": "ann", "content": "{{topic}}"},
          {"role": "assistant", "channel": "analysis", "content": "Hm. {{user}}"},
          {"role": "assistant", "channel": "commentary", "recipient": "functions.f", "content_type": "<|constrain|>json", "content": "{\"x\": \"{{topic}}\"}"},
          {"role": "tool", "name": "functions.f", "recipient": "assistant", "channel": "commentary", "content": [{"type": "text", "text": "a{{user}}"}, {"type": "text", "text": "{{user}}b"}]}
        ]}
        """;

    private static readonly string[] SupportPlaceholders = ["name", "date", "user", "topic"];

    [Fact]
    public void Golden_conversations_compiled_from_files_have_the_ids_of_the_golden_file()
    {
        Check("conversations.jsonl", dialect: "OpenAI");
        Check(Path.Combine("oss", "conversations.jsonl"), dialect: "Oss");
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("Oss")]
    public void Placeholders_are_filled_as_if_they_were_text(string dialect)
    {
        Func<string[], int[]> write = Load(dialect, [Support], [SupportPlaceholders])[0];
        Properties.Check(Texts(SupportPlaceholders.Length), 1_000, values => AssertIsRendered(dialect, Support, SupportPlaceholders, values, write));
    }

    [Fact]
    public void Placeholders_between_any_constants_are_filled_as_if_they_were_text()
    {
        // Constants that are hard to cut, each with placeholders around and between them.
        string[] placeholders = ["a", "b"];
        List<string> files = [];
        Properties.Check(Texts(3), 60, constants => files.Add(JsonSerializer.Serialize(new
        {
            messages = new[] { new { role = "user", content = $"{constants[0]}{{{{a}}}}{constants[1]}{{{{b}}}}{constants[2]}" }, new { role = "user", content = "{{a}} {{b}}{{a}}" } },
        })));
        Func<string[], int[]>[] writers = Load("OpenAI", files, [.. files.Select(_ => placeholders)]);
        Properties.Check(Texts(2), 60, values =>
        {
            for (int i = 0; i < writers.Length; i++)
            {
                AssertIsRendered("OpenAI", files[i], placeholders, values, writers[i]);
            }
        });
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        OptimizedBuild.SkipWithout();
        Assembly assembly = new FileCompilation(("support.harmony.json", Support)).Load(
            """
            using My.App;

            public static class Allocations
            {
                public static long Measure(System.Buffers.IBufferWriter<int> destination, Action reset)
                {
                    long least = long.MaxValue;
                    for (int i = 0; i < 100; i++)
                    {
                        reset();
                        long before = GC.GetAllocatedBytesForCurrentThread();
                        SupportPrompt.Write(destination, "Ada", "2025-01-01", "Grace Hopper", "compilers");
                        least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
                    }

                    return least;
                }
            }
            """);
        using var buffer = new TokenBuffer();
        Assert.Equal(0L, assembly.GetType("Allocations")!.GetMethod("Measure")!.Invoke(null, [buffer, (Action)buffer.Clear]));
    }

    [Theory]
    [InlineData("{\"messages\": [}", "HRM050 c.harmony.json(1,15): This is not JSON: expected a value, found '}'")]
    [InlineData("[]", "HRM051 c.harmony.json(1,1): This is not a conversation: expected a conversation, which is an object, found an array")]
    [InlineData("{}", "HRM051 c.harmony.json(1,1): This is not a conversation: the field 'messages' is missing here")]
    [InlineData("{\"messages\":[\n{\"role\":\"bot\",\"content\":\"\"}]}", "HRM051 c.harmony.json(2,9): This is not a conversation: 'bot' is not one of system, developer, user, assistant, tool")]
    [InlineData("""{"messages":[{"role":"tool","content":""}]}""", "HRM051 c.harmony.json(1,22): This is not a conversation: a tool's message needs the tool's name as its author's name")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image"}]}]}""", "HRM051 c.harmony.json(1,48): This is not a conversation: 'image' is not one of text, system_content, developer_content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"system_content"}]}]}""", "HRM051 c.harmony.json(1,48): This is not a conversation: only a system message can have system content")]
    [InlineData("""{"messages":[{"role":"system","content":[{"type":"system_content","reasoning_effort":"high"}]}]}""", "HRM051 c.harmony.json(1,86): This is not a conversation: 'high' is not one of Low, Medium, High")]
    [InlineData("""{"messages":[],"messages":[]}""", "HRM051 c.harmony.json(1,16): This is not a conversation: the field 'messages' occurs twice")]
    public void What_is_wrong_in_a_file_is_told_with_its_place(string text, string expected) =>
        Assert.Equal([expected], new FileCompilation(("c.harmony.json", text)).Diagnose());

    [Fact]
    public void Two_files_of_one_name_make_one_class() => Assert.Equal(
        ["HRM053 b/c.harmony.json(1,1): 'c.harmony.json' generates the type 'CPrompt', which another file already generates"],
        new FileCompilation(("a/c.harmony.json", """{"messages":[]}"""), ("b/c.harmony.json", """{"messages":[]}""")).Diagnose());

    private static void Check(string golden, string dialect)
    {
        List<(string Name, string Text)> files = [];
        List<int[]> expected = [];
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, golden)))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("conversation_drop", out JsonElement ids) && ids.ValueKind == JsonValueKind.Array)
            {
                files.Add(($"C{files.Count}.harmony.json", json.RootElement.GetProperty("conversation").GetRawText()));
                expected.Add([.. ids.EnumerateArray().Select(id => id.GetInt32())]);
            }
        }

        Assert.True(files.Count > 200, $"only {files.Count} conversations");
        const string Reader = "public static class Reader { public static int[] Read(ReadOnlySpan<int> ids) => ids.ToArray(); }";
        string calls = string.Concat(files.Select((_, i) => $"() => Reader.Read(My.App.C{i}Prompt.Ids),\n"));
        Assembly assembly = new FileCompilation([.. files]) { Metadata = { ["HarmonyDialect"] = dialect } }
            .Load(Reader, $"public static class All {{ public static readonly Func<int[]>[] Reads = [{calls}]; }}");
        var reads = (Func<int[]>[])assembly.GetType("All")!.GetField("Reads")!.GetValue(null)!;
        for (int i = 0; i < reads.Length; i++)
        {
            Assert.True(expected[i].AsSpan().SequenceEqual(reads[i]()), files[i].Text);
        }
    }

    private static Func<string[], int[]>[] Load(string dialect, IReadOnlyList<string> files, IReadOnlyList<string[]> placeholders)
    {
        string calls = string.Concat(placeholders.Select((names, i) =>
            $"values => {{ var ids = new System.Buffers.ArrayBufferWriter<int>(); My.App.C{i}Prompt.Write(ids, {string.Join(", ", names.Select((name, j) => $"{name}: values[{j}]"))}); return ids.WrittenSpan.ToArray(); }},\n"));
        Assembly assembly = new FileCompilation([.. files.Select((text, i) => ($"C{i}.harmony.json", text))]) { Metadata = { ["HarmonyDialect"] = dialect } }
            .Load($"public static class All {{ public static readonly Func<string[], int[]>[] Writes = [{calls}]; }}");
        return (Func<string[], int[]>[])assembly.GetType("All")!.GetField("Writes")!.GetValue(null)!;
    }

    private static void AssertIsRendered(string dialect, string file, string[] placeholders, string[] values, Func<string[], int[]> write)
    {
        string filled = file.Replace("{{literal}}", "{ {literal}}", StringComparison.Ordinal);
        for (int i = 0; i < placeholders.Length; i++)
        {
            filled = filled.Replace($"{{{{{placeholders[i]}}}}}", JsonSerializer.Serialize(values[i])[1..^1], StringComparison.Ordinal);
        }

        filled = filled.Replace("{ {literal}}", "{{literal}}", StringComparison.Ordinal);
        int[] expected = HarmonyRenderer.Render(
            Conversation.FromJson(filled),
            new RenderOptions { Purpose = RenderPurpose.Conversation, Dialect = Enum.Parse<library::Harmony.Grammar.HarmonyDialect>(dialect) });
        Assert.Equal(expected, write(values));
    }

    private static FsCheck.Gen<string[]> Texts(int count) => TextCases.Text.ArrayOf(count);
}
