using System.Globalization;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Parsing;

public class ReferenceReaderTests
{
    private const int OutsideVocabulary = SpecialTokens.Last + 1;

    private static readonly int[] FinalHeader = Ids("<|channel|>final<|message|>");

    [Fact]
    public void A_rendered_conversation_comes_back()
    {
        Conversation conversation =
        [
            Message.User("é中😀"),
            Message.Assistant("Think.", Channels.Analysis),
            Message.ToolCall("functions.f", "{}"),
            Message.ToolResult("functions.f", "1"),
        ];
        foreach (HarmonyDialect dialect in Enum.GetValues<HarmonyDialect>())
        {
            int[] ids = HarmonyRenderer.Render(conversation, new RenderOptions { Purpose = RenderPurpose.Conversation, Dialect = dialect });
            ReferenceReader reader = ReadToEnd(ids, new ReferenceReader(dialect: dialect));
            Assert.Equal(conversation, reader.Messages);
        }
    }

    [Fact]
    public void What_is_being_read_is_known_from_the_header_on()
    {
        var reader = new ReferenceReader(Role.Assistant);
        Read(reader, "<|channel|>commentary to=functions.f <|constrain|>json");
        Assert.Equal((ReferenceReaderState.Header, Role.Assistant, null), (reader.State, reader.Role, reader.Channel));

        Read(reader, "<|message|>{}");
        Assert.Equal(ReferenceReaderState.Content, reader.State);
        Assert.Equal(
            (Role.Assistant, "commentary", "functions.f", "<|constrain|>json", "{}"),
            (reader.Role, reader.Channel, reader.Recipient, reader.ContentType, reader.LastDelta));

        Read(reader, "<|call|>");
        Assert.Equal((ReferenceReaderState.ExpectStart, null, null), (reader.State, reader.Role, reader.LastDelta));
        Assert.Equal([Message.ToolCall("functions.f", "{}")], reader.Messages);
    }

    [Theory]
    [InlineData("to=f", "f", null)]
    [InlineData("f", "f", null)]
    [InlineData("<|constrain|>json", "<|constrain|>json", null)]
    [InlineData("f json", "f", "json")]
    [InlineData("to=f<|constrain|>json", "f", "<|constrain|>json")]
    [InlineData("assistant", null, null)]
    [InlineData("assistant assistant", "assistant", null)]
    [InlineData("to=", "", null)]
    [InlineData("to=to=f", "to=f", null)]
    [InlineData("\u00A0a\u00A0b\u3000", "a\u00A0b", null)]
    [InlineData("a\vb\fc", "a\vb", "c")]
    [InlineData("\u0085\u2028f\u200B", "f\u200B", null)]
    public void Words_of_a_header_say_recipient_and_content_type(string header, string? recipient, string? contentType)
    {
        var reader = new ReferenceReader(Role.Assistant);
        Read(reader, header + "<|message|>");
        Assert.Equal((recipient, contentType), (reader.Recipient, reader.ContentType));
    }

    [Theory]
    [InlineData("user", Role.User, null, null)]
    [InlineData("tool to=assistant", Role.Tool, "tool", "assistant")]
    [InlineData("functions.f to=assistant", Role.Tool, "functions.f", "assistant")]
    [InlineData("functions.f tool json", Role.Tool, "functions.f", "json")]
    [InlineData("to=functions.f", Role.Tool, "to=functions.f", null)]
    [InlineData("assistant assistant", Role.Assistant, null, "assistant")]
    public void The_first_word_is_the_author_where_no_role_was_given(string header, Role role, string? name, string? recipient)
    {
        ReferenceReader reader = ReadToEnd(Ids($"<|start|>{header}<|message|>x<|end|>"), new ReferenceReader());
        Message message = Assert.Single(reader.Messages);
        Assert.Equal((new Author(role, name), recipient), (message.Author, message.Recipient));
    }

    [Theory]
    [InlineData(HarmonyDialect.OpenAI, "<|channel|>b", "<|channel|>c\u00A0x")]
    [InlineData(HarmonyDialect.Oss, "x", null)]
    public void Only_the_other_dialect_drops_further_channels(HarmonyDialect dialect, string recipient, string? contentType)
    {
        var reader = new ReferenceReader(Role.Assistant, dialect: dialect);
        Read(reader, "<|channel|>a<|channel|>b <|channel|>c\u00A0x<|message|>");
        Assert.Equal(("a", recipient, contentType), (reader.Channel, reader.Recipient, reader.ContentType));
    }

    [Fact]
    public void Where_reading_is_not_strict_a_stop_in_a_header_ends_a_malformed_message()
    {
        int[] ids = Ids("<|channel|>final assistant  Hello\u00A0there<|constrain|>x<|end|>");
        ReferenceReader reader = ReadToEnd(ids, new ReferenceReader(Role.Assistant, isStrict: false));
        Assert.Equal([Message.Assistant("Hello\u00A0there <|constrain|>x")], reader.Messages);
        Assert.Equal((ReferenceReaderState.ExpectStart, null), (reader.State, reader.Role));

        var strict = new ReferenceReader(Role.Assistant);
        Assert.Equal(ids.Length, Assert.Throws<HarmonyParseException>(() => ReadToEnd(ids, strict)).IdIndex);
        Assert.Equal(ReferenceReaderState.Header, strict.State);

        // Nobody's message, and one without a header, are none.
        Assert.Empty(ReadToEnd(Ids("<|start|>x<|end|>"), new ReferenceReader(isStrict: false)).Messages);
        Assert.Empty(ReadToEnd([SpecialTokens.End], new ReferenceReader(Role.Assistant, isStrict: false)).Messages);
    }

    [Fact]
    public void A_delta_takes_one_broken_sequence_and_holds_what_follows()
    {
        Assert.Equal((string?[])[null, "\uFFFD", "\f\uFFFD"], Deltas(Bytes(0xC4, 0x0C, 0xAD)));
        Assert.Equal((string?[])[null, null, null, "😀"], Deltas(Bytes("😀"u8.ToArray())));
        Assert.Equal("\uFFFD\f\uFFFD", Content(Bytes(0xC4, 0x0C, 0xAD)));
        Assert.Equal("a\uFFFD", Content([.. Ids("a"), .. Bytes(0xF0, 0x9F)]));
    }

    [Fact]
    public void Nothing_is_decoded_after_an_id_outside_the_vocabulary()
    {
        Assert.Equal((string?[])["a", null, null], Deltas([.. Ids("a"), OutsideVocabulary, .. Ids("b")]));
        Assert.Equal("a\uFFFD", Content([.. Ids("a"), OutsideVocabulary, .. Ids("b")]));

        // The byte that was held comes after it, as it does in the reference.
        Assert.Equal("\uFFFD\uFFFD\f", Content([.. Bytes(0xC4, 0x0C), OutsideVocabulary]));
    }

    [Theory]
    [InlineData("x<|message|>", 0, "but a message must begin here")]
    [InlineData("<|start|><|message|>", 1, "it is empty")]
    [InlineData("<|start|>bot<|message|>", 2, "\"bot\" is not a role")]
    [InlineData("<|start|>user a b c d<|message|>", 6, "2 words are left over, the first one is \"a\"")]
    [InlineData("<|start|>user<|channel|> x<|message|>", 4, "has no name")]
    public void A_refusal_says_where_and_what_was_expected(string text, int index, string reason)
    {
        HarmonyParseException error = Assert.Throws<HarmonyParseException>(() => Read(new ReferenceReader(), text));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
        Assert.Contains(error.IdIndex.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        Assert.Equal(index, error.IdIndex);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(OutsideVocabulary)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Any_number_may_be_an_id(int id)
    {
        Assert.Equal(0, Assert.Throws<HarmonyParseException>(() => new ReferenceReader().Read(id)).IdIndex);
        Assert.Equal("\uFFFD", Content([id]));

        var reader = new ReferenceReader(Role.Assistant);
        Read(reader, "a");
        reader.Read(id);
        HarmonyParseException error = Assert.Throws<HarmonyParseException>(() => reader.Read(SpecialTokens.Message));
        Assert.Contains($"the id at index 1 in it is {id}", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.IdIndex);
    }

    [Fact]
    public void Reading_goes_on_after_a_refusal()
    {
        // The header is dropped, and the next one is read with the same role.
        var reader = new ReferenceReader(Role.Assistant);
        Assert.Throws<HarmonyParseException>(() => Read(reader, "a b c<|message|>"));
        Assert.Throws<HarmonyParseException>(() => Read(reader, "x"));
        Assert.Equal((ReferenceReaderState.ExpectStart, Role.Assistant), (reader.State, reader.Role));
        Read(reader, "<|start|>user<|message|>x<|end|>");
        Assert.Equal([new Message(new Author(Role.Assistant), new TextPart("x")) { Recipient = "user" }], reader.Messages);
    }

    [Fact]
    public void A_malformed_message_that_cannot_be_read_can_become_a_header()
    {
        var reader = new ReferenceReader(Role.Assistant, isStrict: false);
        for (int i = 0; i < 2; i++)
        {
            Assert.Throws<HarmonyParseException>(() => Read(reader, i == 0 ? "<|channel|><|end|>" : "<|end|>"));
            Assert.Equal(ReferenceReaderState.Header, reader.State);
        }

        Read(reader, "final<|message|>");
        Assert.Equal("final", reader.Channel);

        // Half a character may be completed; a broken one stays broken.
        reader = new ReferenceReader(Role.Assistant, isStrict: false);
        int[] bytes = Bytes("中"u8.ToArray());
        Assert.Throws<HarmonyParseException>(() => ReadAll(reader, [bytes[0], SpecialTokens.End]));
        ReadAll(reader, [bytes[1], bytes[2], SpecialTokens.End]);
        Assert.Equal("中", ((TextPart)Assert.Single(reader.Messages).Content[0]).Text);

        reader = new ReferenceReader(Role.Assistant, isStrict: false);
        Assert.Throws<HarmonyParseException>(() => ReadAll(reader, [.. Bytes(0xFF), SpecialTokens.End]));
        Assert.Throws<HarmonyParseException>(() => ReadAll(reader, [.. Ids("a"), SpecialTokens.End]));
        Assert.Throws<HarmonyParseException>(() => ReadAll(reader, [.. Ids("a"), SpecialTokens.Message]));
    }

    [Fact]
    public void What_is_no_role_or_dialect_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReferenceReader((Role)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReferenceReader(dialect: (HarmonyDialect)7));
    }

    private static int[] Ids(string text) => O200kTokenizer.Encode(text, SpecialTokenSet.All);

    private static int[] Bytes(params byte[] bytes) => [.. bytes.Select(b => EmbeddedVocabulary.Table.ByteToken(b))];

    private static void Read(ReferenceReader reader, string text) => ReadAll(reader, Ids(text));

    private static void ReadAll(ReferenceReader reader, int[] ids)
    {
        foreach (int id in ids)
        {
            reader.Read(id);
        }
    }

    private static ReferenceReader ReadToEnd(int[] ids, ReferenceReader reader)
    {
        ReadAll(reader, ids);
        reader.End();
        return reader;
    }

    private static string?[] Deltas(int[] content)
    {
        var reader = new ReferenceReader(Role.Assistant);
        ReadAll(reader, FinalHeader);
        return [.. content.Select(id =>
        {
            reader.Read(id);
            return reader.LastDelta;
        })];
    }

    private static string Content(int[] content)
    {
        ReferenceReader reader = ReadToEnd([.. FinalHeader, .. content], new ReferenceReader(Role.Assistant));
        return ((TextPart)Assert.Single(Assert.Single(reader.Messages).Content)).Text;
    }
}
