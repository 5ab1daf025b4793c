using Harmony.Conversations;

namespace Harmony.Tests.Parsing;

/// <summary>What a header says, however it is written: the rules under "A header's words" in docs/format.md.</summary>
public class HeaderTests
{
    [Theory]
    [InlineData("assistant to=functions.f<|channel|>commentary json", "assistant to=functions.f commentary json", "")]
    [InlineData("assistant<|channel|>commentary to=functions.f json", "assistant to=functions.f commentary json", "")]
    [InlineData("assistant<|channel|>commentary to=functions.f <|constrain|>json", "assistant to=functions.f commentary <|constrain|>json", "")]
    [InlineData("assistant<|channel|>commentary to=functions.f<|constrain|>json", "assistant to=functions.f commentary <|constrain|>json", "")]
    [InlineData("assistant<|channel|>commentary to=functions.f <|constrain|> json", "assistant to=functions.f commentary <|constrain|>json", "")]
    [InlineData("assistantto=functions.f<|channel|>commentary", "assistant to=functions.f commentary", "")]
    [InlineData("assistant<|channel|>commentaryto=functions.f", "assistant to=functions.f commentary", "")]
    [InlineData("assistant<|channel|> commentary  to= functions.f", "assistant to=functions.f commentary", "")]
    [InlineData("assistant<|channel|>commentary functions.f <|constrain|>json", "assistant to=functions.f commentary <|constrain|>json", "MissingMarker")]
    [InlineData("assistant<|channel|>functions.f", "assistant to=functions.f", "EmptyChannel, MissingMarker")]
    [InlineData("assistant<|channel|>commentary to=", "assistant commentary", "EmptyRecipient")]
    [InlineData("assistant to=<|channel|>commentary", "assistant commentary", "EmptyRecipient")]
    [InlineData("assistant<|channel|>analysis to=python code", "assistant to=python analysis code", "")]
    public void The_recipient_is_found_wherever_it_stands(string header, string expected, string diagnostics) => Check(header, expected, diagnostics);

    [Theory]
    [InlineData("assistant to=create_event<|endofchannel|>analysis", "assistant to=create_event", "UnexpectedHeaderText")]
    [InlineData("assistant to=<|x|>", "assistant", "UnexpectedHeaderText")]
    public void The_recipient_is_cut_where_a_special_is_spelled(string header, string expected, string diagnostics) => Check(header, expected, diagnostics);

    [Theory]
    [InlineData("assistant<|channel|>final json", "assistant final json", "")]
    [InlineData("assistant<|channel|>final <|constrain|>json", "assistant final <|constrain|>json", "")]
    [InlineData("assistant<|channel|>final<|constrain|>json", "assistant final <|constrain|>json", "")]
    [InlineData("assistant json<|channel|>final", "assistant final json", "")]
    [InlineData("assistant<|channel|>final <|constrain|>", "assistant final <|constrain|>", "")]
    [InlineData("assistant<|channel|>final json code", "assistant final json", "UnexpectedHeaderText")]
    public void A_bare_content_type_is_no_recipient(string header, string expected, string diagnostics) => Check(header, expected, diagnostics);

    [Theory]
    [InlineData("assistant<|channel|>commentary to=assistant", "assistant commentary", "RecipientIsAuthor")]
    [InlineData("functions.f to=assistant<|channel|>commentary", "tool:functions.f to=assistant commentary", "")]
    [InlineData("functions.f<|channel|>commentary to=assistant", "tool:functions.f to=assistant commentary", "")]
    public void Only_the_assistant_cannot_address_the_assistant(string header, string expected, string diagnostics) => Check(header, expected, diagnostics);

    [Theory]
    [InlineData("assistant<|channel|>", "assistant", "EmptyChannel")]
    [InlineData("assistant<|channel|> to=functions.f", "assistant to=functions.f", "EmptyChannel")]
    [InlineData("assistant<|channel|>??", "assistant ??", "UnknownChannel")]
    [InlineData("assistant<|channel|>analysisfinal", "assistant analysis", "UnknownChannel")]
    [InlineData("assistant<|channel|>finally", "assistant final", "UnknownChannel")]
    [InlineData("assistant<|channel|>analysis<|channel|>final", "assistant analysis", "RepeatedChannel")]
    [InlineData("assistant<|channel|>thinking<|channel|>final", "assistant final", "UnknownChannel, RepeatedChannel")]
    [InlineData("assistant<|channel|><|channel|>final", "assistant final", "EmptyChannel")]
    [InlineData("assistantfinal", "assistant final", "MissingMarker")]
    [InlineData("assistant final", "assistant final", "MissingMarker")]
    public void The_channel_is_the_first_known_one_or_what_stands_there(string header, string expected, string diagnostics) => Check(header, expected, diagnostics);

    [Theory]
    [InlineData("", "assistant", "MissingRole")]
    [InlineData("<|channel|>final", "assistant final", "MissingRole")]
    [InlineData("to=functions.f<|channel|>commentary", "assistant to=functions.f commentary", "MissingRole")]
    [InlineData("assistantassistant<|channel|>final", "assistant final", "RepeatedRole")]
    [InlineData("assistant assistant<|channel|>final", "assistant final", "RepeatedRole")]
    [InlineData("user:alice", "user:alice", "")]
    [InlineData("user:", "user", "")]
    [InlineData("username", "tool:username", "")]
    [InlineData("tool", "tool", "")]
    [InlineData("functions.get_weather", "tool:functions.get_weather", "")]
    public void The_author_stands_first(string header, string expected, string diagnostics) => Check(header, expected, diagnostics);

    [Theory]
    [InlineData("assistant<|channel|>final Hello, world", "assistant final: Hello, world (EndOfInput)")]
    [InlineData("assistant<|channel|>finalHello", "assistant final: Hello (EndOfInput)")]
    [InlineData("assistant<|channel|>analysis We need", "assistant analysis: We need (EndOfInput)")]
    [InlineData("assistant<|channel|>Hello", "assistant final: Hello (EndOfInput)")]
    [InlineData("Hello, world", "assistant final: Hello, world (EndOfInput)")]
    [InlineData("assistant<|channel|>commentary to=functions.f {\"a\": 1}", "assistant to=functions.f commentary: {\"a\": 1} (EndOfInput)")]
    [InlineData("assistant<|channel|>commentary to=functions.f{\"a\": 1}", "assistant to=functions.f commentary: {\"a\": 1} (EndOfInput)")]
    [InlineData("assistant<|channel|>commentary to=functions.f json{\"a\":1}", "assistant to=functions.f commentary json: {\"a\":1} (EndOfInput)")]
    [InlineData("assistant<|channel|>commentary to=functions.f <|constrain|>json{\"a\":1}", "assistant to=functions.f commentary <|constrain|>json: {\"a\":1} (EndOfInput)")]
    [InlineData("assistant<|channel|>commentary to=functions.f <|constrain|>{\"a\": 1}", "assistant to=functions.f commentary <|constrain|>: {\"a\": 1} (EndOfInput)")]
    [InlineData("assistant<|channel|>final<|constrain|>json<|constrain|>json Hello", "assistant final <|constrain|>json: json Hello (EndOfInput)")]
    [InlineData("assistant<|channel|>commentary to=functions.f", "")]
    [InlineData("assistant", "")]
    [InlineData("", "")]
    public void What_is_no_part_of_a_cut_header_is_text(string header, string expected)
    {
        Assert.Equal(expected, Streams.Messages("<|start|>" + header));
        Assert.Contains("IncompleteHeader", Streams.Diagnostics("<|start|>" + header), StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_of_more_than_a_kilobyte_is_text()
    {
        string words = string.Concat(Enumerable.Repeat("word ", 300));
        Assert.Equal($"assistant analysis: {words} (End)", Streams.Messages($"<|start|>assistant<|channel|>analysis {words}<|end|>"));
        Assert.Contains("HeaderTooLong", Streams.Diagnostics($"<|start|>assistant<|channel|>analysis {words}<|end|>"), StringComparison.Ordinal);
        string arguments = $"{{\"a\":\"{new string('x', 3_000)}\"}}";
        Assert.Equal($"assistant to=functions.f commentary <|constrain|>json: {arguments} (Call)", Streams.Messages($"<|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json{arguments}<|call|>"));
        string recipient = new('x', 3_000);
        Assert.Equal($"assistant final: to={recipient} (End)", Streams.Messages($"<|start|>assistant to={recipient}<|end|>"));
        Assert.Equal($"assistant final: {recipient} (End)", Streams.Messages($"{recipient}<|end|>", Role.Assistant));
    }

    [Theory]
    [InlineData("<|channel|>")]
    [InlineData("<|constrain|>")]
    [InlineData(" ")]
    [InlineData("to=")]
    [InlineData("assistant")]
    public void A_header_of_a_million_ids_ends_as_text(string repeated)
    {
        int id = Streams.Ids(repeated)[0];
        int[] ids = [.. Streams.Ids("<|start|>assistant"), .. Enumerable.Repeat(id, 1_000_000), .. Streams.Ids("<|start|>user<|message|>a<|end|>")];
        Assert.EndsWith("user: a (End)", Streams.Messages(ids), StringComparison.Ordinal);
    }

    private static void Check(string header, string expected, string diagnostics)
    {
        string stream = $"<|start|>{header}<|message|>a<|end|>";
        Assert.Equal($"{expected}: a (End)", Streams.Messages(stream));
        Assert.Equal(diagnostics, string.Join(", ", Streams.Diagnostics(stream).Split(", ").Select(diagnostic => diagnostic.Split(' ')[0])));
    }
}
