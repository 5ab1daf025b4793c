using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;

namespace Harmony.Tests.Rendering;

public class GrowingPromptTests
{
    public static TheoryData<HarmonyDialect, RenderPurpose, bool> Ways => new(
        from dialect in Enum.GetValues<HarmonyDialect>()
        from purpose in Enum.GetValues<RenderPurpose>()
        from keepAnalysis in (List<bool>)[false, true]
        select (dialect, purpose, keepAnalysis));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Golden_conversations_message_by_message_have_the_ids_of_a_whole_rendering(HarmonyDialect dialect, RenderPurpose purpose, bool keepAnalysis)
    {
        var options = new RenderOptions { Dialect = dialect, Purpose = purpose, KeepAnalysis = keepAnalysis };
        int rendered = 0;
        foreach (Conversation golden in Goldens(dialect))
        {
            using var prompt = new GrowingPrompt(options);
            for (int count = 0; count <= golden.Count; count++)
            {
                AssertRendersAsAWhole(prompt, [.. golden.Take(count)], options);
                rendered++;
            }
        }

        Assert.True(rendered > 364);
    }

    [Theory]
    [InlineData(HarmonyDialect.OpenAI)]
    [InlineData(HarmonyDialect.Oss)]
    public void Any_conversation_after_any_other_has_the_ids_of_a_whole_rendering(HarmonyDialect dialect)
    {
        // One prompt through all goldens, cut, turned and mixed: what stands is found, whatever came before.
        var options = new RenderOptions { Dialect = dialect };
        var random = new Random(1);
        Conversation[] goldens = [.. Goldens(dialect)];
        using var prompt = new GrowingPrompt(options);
        var messages = new List<Message>();
        for (int i = 0; i < 3_000; i++)
        {
            Conversation other = goldens[random.Next(goldens.Length)];
            int cut = random.Next(messages.Count + 1);
            messages.RemoveRange(cut, random.Next(messages.Count - cut + 1));
            if (messages.Count < 12)
            {
                messages.InsertRange(random.Next(messages.Count + 1), other.Take(random.Next(4)));
            }

            // Half of the time made anew, so that messages are equal and not the same.
            Conversation conversation = [.. messages];
            AssertRendersAsAWhole(prompt, random.Next(2) == 0 ? conversation : Conversation.FromJson(conversation.ToJson()), options);
        }
    }

    [Fact]
    public void A_new_turn_keeps_all_that_was_rendered_before_it()
    {
        using var prompt = new GrowingPrompt();
        Conversation conversation = [Message.System(SystemContent.Default), Message.User("What is the weather like?")];
        Assert.Equal(0, prompt.Render(conversation));
        int before = prompt.Ids.Length;

        // The answer goes on with the author's name that the prompt ended with.
        conversation.Add(Message.ToolCall("functions.f", "{}"));
        Assert.Equal(before, prompt.Render(conversation));
        before = prompt.Ids.Length;
        conversation.Add(Message.ToolResult("functions.f", "1"));

        // A tool's result begins with its own author: of <|start|>assistant the first id stays.
        Assert.Equal(before - 1, prompt.Render(conversation));
        Assert.Equal(prompt.Ids.Length, prompt.Render(conversation));
    }

    [Fact]
    public void Dropped_analysis_keeps_what_stands_before_it()
    {
        using var prompt = new GrowingPrompt();
        Conversation conversation = [Message.User("a"), Message.Assistant("think", Channels.Analysis)];
        prompt.Render(conversation);
        conversation.Add(Message.Assistant("A"));

        // <|start|>user<|message|>a<|end|>, and <|start|>assistant<|channel|> of the final message instead of the analysis.
        Assert.Equal(HarmonyRenderer.Render([Message.User("a")], new RenderOptions { Purpose = RenderPurpose.Conversation }).Length + 3, prompt.Render(conversation));
        Assert.Equal(HarmonyRenderer.Render(conversation), prompt.Ids);
    }

    [Fact]
    public void A_first_function_tool_changes_the_system_message()
    {
        using var prompt = new GrowingPrompt();
        Conversation conversation = [Message.System(SystemContent.Default)];
        prompt.Render(conversation);
        conversation.Add(Message.Developer(new DeveloperContent { Tools = [ToolNamespace.Functions(new ToolDescription("f", ""))] }));
        AssertRendersAsAWhole(prompt, conversation, RenderOptions.Default);
    }

    [Fact]
    public void What_is_refused_changes_nothing()
    {
        var prompt = new GrowingPrompt();
        prompt.Render([Message.User("a")]);
        int[] ids = prompt.Ids.ToArray();
        HarmonyFormatException error = Assert.Throws<HarmonyFormatException>(() => prompt.Render([Message.User("a"), new Message(new Author(Role.Tool), new TextPart("x"))]));
        Assert.StartsWith("messages[1]: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(ids, prompt.Ids);
        Assert.Equal(ids.Length, prompt.Render([Message.User("a")]));

        prompt.Dispose();
        Assert.Equal(0, prompt.Ids.Length);
        Assert.Throws<ObjectDisposedException>(() => prompt.Render([Message.User("a")]));
    }

    private static void AssertRendersAsAWhole(GrowingPrompt prompt, Conversation conversation, RenderOptions options)
    {
        int[] before = prompt.Ids.ToArray();
        int[] expected = HarmonyRenderer.Render(conversation, options);
        int kept = prompt.Render(conversation);
        Assert.Equal(expected, prompt.Ids);
        Assert.Equal(before.AsSpan().CommonPrefixLength(expected), kept);
    }

    private static IEnumerable<Conversation> Goldens(HarmonyDialect dialect)
    {
        string path = dialect == HarmonyDialect.Oss ? Path.Combine("oss", "conversations.jsonl") : "conversations.jsonl";
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, path)))
        {
            using var golden = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1_000 });

            // What the reference refuses has no ids.
            if (golden.RootElement.GetProperty("completion_drop").ValueKind == JsonValueKind.Array)
            {
                yield return Conversation.FromJson(Encoding.UTF8.GetBytes(golden.RootElement.GetProperty("conversation").GetRawText()));
            }
        }
    }
}
