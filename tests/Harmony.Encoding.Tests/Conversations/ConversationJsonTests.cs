using System.Text;
using System.Text.Json;
using Harmony.Conversations;

namespace Harmony.Tests.Conversations;

public class ConversationJsonTests
{
    [Fact]
    public void A_conversation_comes_back()
    {
        Conversation conversation =
        [
            Message.System(SystemContent.Default with
            {
                ConversationStartDate = "2026-01-31",
                ReasoningEffort = ReasoningLevel.High,
                Tools = [ToolNamespace.Python, ToolNamespace.Browser],
            }),
            Message.Developer(new DeveloperContent
            {
                Instructions = "Be \"brief\".\n<|start|>",
                Tools = [ToolNamespace.Functions(new ToolDescription("f", "Does it.", ToolParameters.Parse("""{"type":"object"}""")), new ToolDescription("g", ""))],
            }),
            Message.User("héllo 😀"),
            Message.Assistant("thinking", Channels.Analysis),
            Message.ToolCall("functions.f", "{}"),
            Message.ToolResult("functions.f", "42"),
            new Message(new Author(Role.Assistant, "helper"), new TextPart("a"), new TextPart("b")),
            new Message(new Author(Role.User)),
        ];

        Conversation again = Conversation.FromJson(conversation.ToJson());
        Assert.Equal(conversation, again);
        Assert.Equal(conversation.ToJson(), again.ToJson());
    }

    [Fact]
    public void The_goldens_conversations_come_back()
    {
        foreach (string line in File.ReadLines(Path.Combine(TestFiles.Data, "conversations.jsonl")))
        {
            using var golden = JsonDocument.Parse(line);
            if (golden.RootElement.TryGetProperty("error", out _))
            {
                continue;
            }

            Conversation conversation = Conversation.FromJson(golden.RootElement.GetProperty("conversation").GetRawText());
            Assert.Equal(conversation, Conversation.FromJson(conversation.ToJson()));
        }
    }

    [Fact]
    public void Json_is_the_references_form() =>
        Assert.Equal(
            """{"messages":[{"role":"tool","name":"functions.f","recipient":"assistant","content":"x","channel":"commentary"}]}""",
            new Conversation(Message.ToolResult("functions.f", "x")).ToJson());

    [Fact]
    public void The_serializer_reads_and_writes_without_reflection()
    {
        Conversation conversation = [Message.User("x")];
        string json = JsonSerializer.Serialize(conversation, HarmonyJsonContext.Default.Conversation);
        Assert.Equal(conversation.ToJson(), json);
        Assert.Equal(conversation, JsonSerializer.Deserialize(json, HarmonyJsonContext.Default.Conversation));

        string message = JsonSerializer.Serialize(conversation[0], HarmonyJsonContext.Default.Message);
        Assert.Equal(conversation[0], JsonSerializer.Deserialize(message, HarmonyJsonContext.Default.Message));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"},{"role":"bot","content":"x"}]}""", "messages[1].role", "'bot' is not one of")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0]", "needs the field 'content'")]
    [InlineData("""{"messages":[{"content":"x"}]}""", "messages[0]", "needs the field 'role'")]
    [InlineData("""{"messages":[{"role":"user","content":5}]}""", "messages[0].content", "found a number")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":null}]}]}""", "messages[0].content[0].text", "found null")]
    [InlineData("""{"messages":[{"role":"user","role":"user","content":""}]}""", "messages[0].role", "is repeated")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", "messages[0].content", "lone surrogate")]
    [InlineData("""{"messages":[{"role":"user","content":"","x":[1,1e400]}]}""", "messages[0].x[1]", "out of range")]
    [InlineData("""{"messages":[{"role":"user","content":""},]}""", "messages[0]", "trailing comma")]
    [InlineData("""{"messages":[{"role":"user","content":"x""", "messages[0].content", "Expected end of string")]
    [InlineData("""{"messages":[]} x""", "", "after a single JSON value")]
    [InlineData("""[]""", "", "a conversation as an array must have exactly these items: messages")]
    [InlineData("""{}""", "", "needs the field 'messages'")]
    [InlineData("""null""", "", "expected a conversation, found null")]
    [InlineData("", "", "JSON")]
    public void An_error_names_the_place(string json, string path, string reason)
    {
        JsonException error = Assert.Throws<JsonException>(() => Conversation.FromJson(json));
        Assert.Equal(path, error.Path);
        Assert.Contains(reason, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("line 1, column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_line_and_column()
    {
        JsonException error = Assert.Throws<JsonException>(() => Conversation.FromJson("{\n  \"messages\": [\n    5\n  ]\n}"));
        Assert.StartsWith("messages[0]: expected a message, found a number (line 3, column 5)", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.LineNumber);
        Assert.Equal(4, error.BytePositionInLine);
    }

    [Theory]
    [InlineData("""[[{"role":"user","content":"x"}]]""")]
    [InlineData("""{"messages":[{"role":{"user":null},"content":"x"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[["text","x"]]}]}""")]
    [InlineData("""{"messages":[{"\u0072ole":"\u0075ser","content":[{"text":"x","type":"text","more":[1]}],"more":null,"more":2}],"more":"\ud800","x":1e999}""")]
    public void What_the_reference_accepts_is_accepted(string json) =>
        Assert.Equal([Message.User("x")], Conversation.FromJson(json));

    [Theory]
    [InlineData(126, true)]
    [InlineData(127, false)]
    public void Nesting_in_a_message_stops_where_the_references_does(int depth, bool isAccepted)
    {
        byte[] json = Encoding.UTF8.GetBytes($$"""{"role":"user","content":"x","more":{{Nested(depth)}}}""");
        if (isAccepted)
        {
            Assert.Equal(Message.User("x"), Message.FromJson(json));
        }
        else
        {
            Assert.Contains("nested more than 127 levels deep", Assert.Throws<JsonException>(() => Message.FromJson(json)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nesting_beside_the_messages_has_no_limit() =>
        Assert.Empty(Conversation.FromJson($$"""{"messages":[],"more":{{Nested(1_000_000)}}}"""));

    [Fact]
    public void Deep_nesting_is_an_error_and_no_more()
    {
        string open = new('[', 5_000_000);
        Assert.Throws<JsonException>(() => Conversation.FromJson(open));
        Assert.Throws<JsonException>(() => Conversation.FromJson($$"""{"messages":[{"role":"user","content":"x","more":{{open}}"""));
        Assert.Throws<JsonException>(() => ToolParameters.Parse(open));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_an_error()
    {
        byte[] json = [.. "{\"messages\":[{\"role\":\"user\",\"content\":\""u8, 0xC3, 0x28, .. "\"}]}"u8];
        JsonException error = Assert.Throws<JsonException>(() => Conversation.FromJson(json));
        Assert.Contains("not valid UTF-8", error.Message, StringComparison.Ordinal);
        Assert.Equal("messages[0].content", error.Path);
        Assert.Throws<JsonException>(() => Conversation.FromJson("{\"messages\":[{\"role\":\"user\",\"content\":\"\ud800\"}]}"));
    }

    [Fact]
    public void Every_beginning_of_a_conversation_is_an_error()
    {
        byte[] json = File.ReadAllBytes(TestFiles.PathOf("samples", "weather.json"));
        int end = json.AsSpan().LastIndexOf((byte)'}');
        for (int length = 0; length <= end; length++)
        {
            Assert.Throws<JsonException>(() => Conversation.FromJson(json.AsSpan(0, length)));
        }
    }

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);
}
