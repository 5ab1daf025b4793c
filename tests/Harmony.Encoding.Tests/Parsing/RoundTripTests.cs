using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Parsing;

/// <summary>A conversation → ids → messages, and a generated turn → messages → its very ids.</summary>
public class RoundTripTests
{
    private static readonly RenderOptions Alone = new() { Purpose = RenderPurpose.Conversation, KeepAnalysis = true };

    public static TheoryData<HarmonyDialect> Dialects => [HarmonyDialect.OpenAI, HarmonyDialect.Oss];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Messages_come_back(HarmonyDialect dialect)
    {
        // What the format can tell apart: names and types of one word, and, in the other dialect, types with their marker.
        Gen<string> word = Gen.Elements("a", "get_weather", "x-y", "é", "名");
        Gen<string> text = Gen.OneOf(Gen.Elements("", "Hello, world", "<|end|>", "👋🏽 天気", "a\nb\n\n"), ArbMap.Default.GeneratorFor<string>().Where(IsText));
        Gen<Message> messages = Gen.OneOf(
            text.Select(Message.User),
            from content in text from name in word select Message.User(content) with { Author = new Author(Role.User, name) },
            from content in text from channel in Gen.Elements(Channels.Analysis, Channels.Commentary, Channels.Final) select Message.Assistant(content, channel),
            from content in text from name in word from type in Gen.Elements("<|constrain|>json", "<|constrain|>code") select Message.ToolCall("functions." + name, content, type),
            from content in text from name in word select Message.ToolResult("functions." + name, content));
        Properties.Check(messages.ListOf(), 500, list =>
        {
            var conversation = new Conversation([.. list]);
            HarmonyParseResult result = HarmonyParser.Parse(HarmonyRenderer.Render(conversation, Alone with { Dialect = dialect }));
            Assert.Equal(conversation, result.Messages);
            Assert.Empty(result.Diagnostics);
        });
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void System_and_developer_contents_come_back_as_their_text(HarmonyDialect dialect)
    {
        Conversation conversation = Conversation.FromJson(TestFiles.Read("samples", "weather.json"));
        HarmonyParseResult result = HarmonyParser.Parse(HarmonyRenderer.Render(conversation, Alone with { Dialect = dialect }));
        Assert.Empty(result.Diagnostics);
        Assert.Equal(conversation.Select(message => (message.Author, message.Channel, message.Recipient)), result.Messages.Select(message => (message.Author, message.Channel, message.Recipient)));
        int[] again = HarmonyRenderer.Render(new Conversation([.. result.Messages]), Alone with { Dialect = dialect });
        Assert.Equal(HarmonyRenderer.Render(conversation, Alone with { Dialect = dialect }), again);
        Assert.StartsWith("You are ChatGPT", Assert.IsType<TextPart>(result.Messages[0].Content[0]).Text, StringComparison.Ordinal);
    }

    /// <summary>
    /// All golden conversations: what the reference renders gives, read and rendered again, the same text; and, since a
    /// message of several contents is not tokenized as one, from its raw ids the same ids.
    /// </summary>
    [Theory]
    [InlineData("conversations.jsonl", HarmonyDialect.OpenAI)]
    [InlineData("oss/conversations.jsonl", HarmonyDialect.Oss)]
    public void Golden_conversations_render_to_the_same_again(string file, HarmonyDialect dialect)
    {
        int compared = 0;
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, file)))
        {
            using var golden = JsonDocument.Parse(line);
            if (golden.RootElement.TryGetProperty("conversation_drop", out JsonElement drop) && drop.ValueKind == JsonValueKind.Array)
            {
                int[] ids = [.. drop.EnumerateArray().Select(id => id.GetInt32())];
                HarmonyParseResult result = HarmonyParser.Parse(ids, keepRawIds: true);
                Assert.Equal(ids, result.Messages.SelectMany(message => message.RawIds!));

                // Two things are not told apart: a type with and without a space after <|constrain|>, and a message to all
                // (rendered without a recipient, but ended as a call) and one to nobody.
                bool hasSpacedType = ids.AsSpan().IndexOf([.. Streams.Ids("<|constrain|> json")]) >= 0;
                bool isToAll = result.Messages.Any(message => message.Recipient is null && message.RawIds![^1] == SpecialTokens.Call);
                if (result.Diagnostics.Count == 0 && !hasSpacedType && !isToAll)
                {
                    Conversation again = [.. result.Messages.Select(message => message with { RawIds = null })];
                    Assert.Equal(O200kTokenizer.Decode(ids), O200kTokenizer.Decode(HarmonyRenderer.Render(again, Alone with { Dialect = dialect })));
                    compared++;
                }
            }
        }

        Assert.True(compared > 200, $"only {compared} were compared");
    }

    [Theory]
    [InlineData(HarmonyDialect.OpenAI, " to=functions.f<|channel|>commentary <|constrain|>json<|message|>{\"a\": 1}<|call|>")]
    [InlineData(HarmonyDialect.Oss, "<|channel|>commentary to=functions.f <|constrain|>json<|message|>{\"a\": 1}<|call|>")]
    [InlineData(HarmonyDialect.OpenAI, "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hi.<|end|>")]
    public void A_turn_in_the_dialects_form_renders_to_its_very_ids(HarmonyDialect dialect, string turn)
    {
        int[] ids = Streams.Ids(turn);
        HarmonyParseResult result = HarmonyParser.Parse(ids, Role.Assistant);
        Assert.Empty(result.Diagnostics);
        Assert.Equal([.. Streams.Ids("<|start|>assistant"), .. ids], HarmonyRenderer.Render([.. result.Messages], Alone with { Dialect = dialect }));
    }

    [Theory]
    [InlineData("<|channel|>commentary to=functions.f<|constrain|>json<|message|>{}<|call|>")]
    [InlineData("<|channel|>analysis<|message|>a<|channel|>final<|message|>b<|end|>")]
    [InlineData("Hello<|end|> again<|end|>")]
    [InlineData("<|start|>assistant<|channel|>analysisfinal<|message|>a<|message|>b<|start|>assistant<|channel|>final<|message|>c<|end|>")]
    public void Any_turn_is_replayed_from_its_raw_ids(string turn)
    {
        int[] ids = Streams.Ids(turn);
        HarmonyParseResult result = HarmonyParser.Parse(ids, Role.Assistant, keepRawIds: true);
        Assert.Equal([.. Streams.Ids("<|start|>assistant"), .. ids], HarmonyRenderer.Render([.. result.Messages], Alone));
    }

    [Fact]
    public void The_next_prompt_begins_with_what_the_engine_has_seen()
    {
        Conversation conversation = [Message.System(SystemContent.Default), Message.User("Weather?")];
        int[] prompt = HarmonyRenderer.Render(conversation);
        int[] generated = Streams.Ids("<|channel|>analysis<|message|>I call.<|end|><|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{\"a\":  1}<|call|>");
        foreach (Message message in HarmonyParser.Parse(generated, Role.Assistant, keepRawIds: true).Messages)
        {
            conversation.Add(message);
        }

        conversation.Add(Message.ToolResult("functions.f", "20"));
        int[] next = HarmonyRenderer.Render(conversation);
        Assert.Equal([.. prompt, .. generated], next[..(prompt.Length + generated.Length)]);
    }

    [Fact]
    public void A_return_at_the_end_becomes_an_end()
    {
        Message message = Assert.Single(HarmonyParser.Parse(Streams.Ids("<|channel|>final<|message|>Hi.<|return|>"), Role.Assistant, keepRawIds: true).Messages);
        Assert.Equal(Streams.Ids("<|start|>assistant<|channel|>final<|message|>Hi.<|end|>"), HarmonyRenderer.Render([message], Alone));
        Assert.Equal(message.RawIds, HarmonyRenderer.Render([message], new RenderOptions { Purpose = RenderPurpose.Training }));
    }

    [Theory]
    [InlineData("<|channel|>final<|message|>Hi", "<|end|>")]
    [InlineData("<|channel|>commentary to=functions.f json<|message|>{}", "<|call|>")]
    [InlineData("Hi", "<|end|>")]
    public void A_turn_that_was_cut_off_gets_an_end(string turn, string end)
    {
        Message message = Assert.Single(HarmonyParser.Parse(Streams.Ids(turn), Role.Assistant, keepRawIds: true).Messages);
        Assert.Equal(Streams.Ids("<|start|>assistant" + turn + end), HarmonyRenderer.Render([message], Alone));
    }

    [Fact]
    public void Raw_ids_that_are_no_tokens_are_refused()
    {
        Message message = Message.User("a") with { RawIds = [200_006, -1] };
        Assert.Contains("RawIds[1] is -1", Assert.Throws<HarmonyFormatException>(() => HarmonyRenderer.Render([message])).Message, StringComparison.Ordinal);
    }

    private static bool IsText(string text) => text is not null && !text.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar);
}
