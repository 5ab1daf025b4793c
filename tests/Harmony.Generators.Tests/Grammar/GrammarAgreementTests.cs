extern alias generators;
extern alias library;

using FsCheck;
using FsCheck.Fluent;
using Harmony.Conversations;
using Harmony.Generators.Model;
using Harmony.Generators.Rendering;
using Harmony.Generators.Text;
using Harmony.Generators.Tokenization;
using Harmony.Rendering;
using Harmony.Tokenization;
using Dialect = library::Harmony.Grammar.HarmonyDialect;
using GeneratorDialect = generators::Harmony.Grammar.HarmonyDialect;
using GeneratorStyle = generators::Harmony.Grammar.SchemaStyle;
using SpecialTokens = library::Harmony.Vocabulary.SpecialTokens;
using Style = library::Harmony.Grammar.SchemaStyle;

namespace Harmony.Generators.Tests.Grammar;

/// <summary>
/// Reading the grammar and its compiled form agree; and wherever the compiled form writes ids of constants, they are those of
/// the whole text, whatever is filled in beside them.
/// </summary>
public class GrammarAgreementTests
{
    private const int Cases = 1000;

    private static readonly Gen<string?> Texts = Gen.Frequency(
        (1, Gen.Constant<string?>(null)), (1, Gen.Constant<string?>("")), (8, TextCases.Text.Select(string? (text) => text)));

    private static readonly Gen<ToolNamespace> Namespaces =
        from name in TextCases.Text
        from description in Texts
        from tools in Gen.Choose(0, 3).SelectMany(count => Tools.ArrayOf(count))
        select new ToolNamespace(name, tools) { Description = description };

    private static Gen<ToolDescription> Tools =>
        from name in TextCases.Text
        from description in TextCases.Text
        from schema in Gen.Elements(null, "{}", """{"type":"string"}""", """{"type":"object","properties":{"a/b":{"type":"number","default":1e21}}}""")
        select new ToolDescription(name, description, schema is null ? null : ToolParameters.Parse(schema));

    private static readonly Gen<SystemContent> Systems =
        from texts in Texts.ArrayOf(3)
        from effort in Gen.Choose(-1, 2)
        from channels in TextCases.Text.ArrayOf(2)
        from channelCount in Gen.Choose(0, 2)
        from isRequired in Gen.Elements(true, false)
        from tools in Gen.Frequency((2, Gen.Constant<ToolNamespace[]>([])), (1, Namespaces.ArrayOf(1)))
        select new SystemContent
        {
            ModelIdentity = texts[0],
            KnowledgeCutoff = texts[1],
            ConversationStartDate = texts[2],
            ReasoningEffort = effort < 0 ? null : (ReasoningLevel)effort,
            Tools = tools,
            ChannelConfig = new ChannelConfig { ValidChannels = channels[..channelCount], ChannelRequired = isRequired },
        };

    private static readonly Gen<DeveloperContent> Developers =
        from instructions in Texts
        from tools in Gen.Frequency((1, Gen.Constant<ToolNamespace[]>([])), (3, Namespaces.ArrayOf(2)))
        from format in Gen.Frequency((2, Gen.Constant<ResponseFormat?>(null)), (1, TextCases.Text.Select(ResponseFormat? (name) => new ResponseFormat(name, "{}", name))))
        select new DeveloperContent { Instructions = instructions, Tools = [.. tools.DistinctBy(item => item.Key)], ResponseFormat = format };

    [Fact]
    public void Dialects_are_declared_in_the_order_of_their_enum() =>
        Assert.Equal(Enum.GetNames<Dialect>(), EmbeddedGrammar.Syntax.Dialects.Select(dialect => dialect.Name), StringComparer.OrdinalIgnoreCase);

    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Oss)]
    public void A_system_body_is_the_ids_of_its_text(Dialect dialect) => Properties.Check(Systems.Zip(Gen.Elements(true, false)), Cases, random =>
    {
        (SystemContent content, bool hasFunctions) = random;
        string text = BodyRenderer.Render(EmbeddedGrammar.Syntax, "system", ValueOf(content, hasFunctions), (GeneratorDialect)dialect, default);
        using var ids = new Harmony.Buffers.TokenBuffer();
        HarmonyRenderer.Render(Message.System(content), ids, new RenderOptions { Dialect = dialect }, hasFunctions);
        Assert.Equal([SpecialTokens.Start, .. O200kTokenizer.Encode("system"), SpecialTokens.Message, .. O200kTokenizer.Encode(text), SpecialTokens.End], ids.Span.ToArray());
    });

    [Theory]
    [InlineData(Dialect.OpenAI, Style.Reference)]
    [InlineData(Dialect.Oss, Style.Reference)]
    [InlineData(Dialect.OpenAI, Style.Faithful)]
    public void A_developer_body_is_the_ids_of_its_text_compiled_or_not(Dialect dialect, Style style) => Properties.Check(Developers, Cases, content =>
    {
        string text = BodyRenderer.Render(EmbeddedGrammar.Syntax, "developer", ValueOf(content, dialect, style), (GeneratorDialect)dialect, (GeneratorStyle)style);
        DeveloperContent compiled = content with { Tools = [.. content.Tools.Select(tools => new Compiled(tools, dialect, style).Namespace)] };
        int[] expected = [SpecialTokens.Start, .. O200kTokenizer.Encode("developer"), SpecialTokens.Message, .. O200kTokenizer.Encode(text), SpecialTokens.End];
        Assert.All([content, compiled], variant =>
        {
            using var ids = new Harmony.Buffers.TokenBuffer();
            HarmonyRenderer.Render(Message.Developer(variant), ids, new RenderOptions { Dialect = dialect, SchemaStyle = style });
            Assert.Equal(expected, ids.Span.ToArray());
        });
    });

    private static readonly Gen<Message> Messages =
        from role in Gen.Elements(Enum.GetValues<Role>())
        from texts in Texts.ArrayOf(3)
        from channel in Gen.Elements(null, "analysis", "commentary", "final", "final ", "")
        from type in Gen.Elements(null, "json", "<|constrain|>json", "<|constrain|>", " code")
        from recipient in Gen.Elements(null, "all", "functions.f", "assistant")
        select new Message(new Author(role, role == Role.Tool ? texts[0] ?? "t" : texts[0]), new TextPart("x"))
        {
            Channel = channel,
            ContentType = type,
            Recipient = recipient ?? texts[1],
        };

    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Oss)]
    public void A_header_is_the_same_read_and_compiled(Dialect dialect) => Properties.Check(Messages, Cases, message =>
    {
        var values = new Dictionary<string, string> { ["role"] = message.Author.Role.ToString().ToLowerInvariant() };
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }

        Add("name", message.Author.Name);
        Add(message.Author.Role == Role.Tool ? "tool" : "named", message.Author.Name);
        Add("recipient", message.Recipient);
        Add("channel", message.Channel);
        Add("type", message.ContentType);
        Add("called", message.Author.Role == Role.Assistant ? message.Recipient : null);

        var expected = new List<int>();
        var parts = new PartRenderer(EmbeddedGrammar.Syntax, (GeneratorDialect)dialect, name => SpecialTokens.TryGetId(name, out int id) ? id : -1);
        parts.AppendPart("author", values, expected);
        parts.AppendHeader(values, expected);
        expected.AddRange(O200kTokenizer.Encode("x"));
        parts.AppendPart("end", values, expected);
        using var ids = new Harmony.Buffers.TokenBuffer();
        HarmonyRenderer.Render(message, ids, new RenderOptions { Dialect = dialect });
        Assert.Equal(expected, ids.Span.ToArray());
    });

    private static ObjectValue ValueOf(SystemContent content, bool hasFunctions)
    {
        var members = new Dictionary<string, GrammarValue>();
        Add(members, "model_identity", content.ModelIdentity);
        Add(members, "knowledge_cutoff", content.KnowledgeCutoff);
        Add(members, "conversation_start_date", content.ConversationStartDate);
        Add(members, "reasoning_effort", content.ReasoningEffort?.ToString().ToLowerInvariant());
        members["tools"] = ValueOf(content.Tools, default, default);
        members["function_tools"] = new FlagValue(hasFunctions);
        members["channel_config"] = new ObjectValue(new Dictionary<string, GrammarValue>
        {
            ["valid_channels"] = new ListValue([.. content.ChannelConfig!.ValidChannels.Select(channel => new TextValue(channel))]),
            ["channel_required"] = new FlagValue(content.ChannelConfig.ChannelRequired),
        });
        return new ObjectValue(members);
    }

    private static ObjectValue ValueOf(DeveloperContent content, Dialect dialect, Style style)
    {
        var members = new Dictionary<string, GrammarValue>();
        Add(members, "instructions", content.Instructions);
        members["tools"] = ValueOf(content.Tools, dialect, style);
        if (content.ResponseFormat is { } format)
        {
            var parts = new Dictionary<string, GrammarValue>();
            Add(parts, "name", format.Name);
            Add(parts, "description", format.Description);
            Add(parts, "schema", format.Schema);
            members["response_format"] = new ObjectValue(parts);
        }

        return new ObjectValue(members);
    }

    private static void Add(Dictionary<string, GrammarValue> members, string name, string? text)
    {
        if (text is not null)
        {
            members[name] = new TextValue(text);
        }
    }

    private static ListValue ValueOf(IReadOnlyList<ToolNamespace> namespaces, Dialect dialect, Style style) =>
        new([.. namespaces.Select(tools => ToolsText.ValueOf(SpecOf(tools, dialect, style)))]);

    private static ToolNamespaceSpec SpecOf(ToolNamespace tools, Dialect dialect, Style style) => new(
        tools.Name,
        tools.Description,
        tools.Tools.Select(tool => new ToolSpec(tool.Name, tool.Description, tool.Parameters?.ToString())).ToEquatableArray(),
        (GeneratorDialect)dialect,
        (GeneratorStyle)style);

    /// <summary>A namespace with the ids that the generator makes for it.</summary>
    private sealed class Compiled(ToolNamespace tools, Dialect dialect, Style style) : CompiledTools(tools, dialect, style)
    {
        private readonly int[] _ids = GeneratorTokenizer.Encode(ToolsText.Of(SpecOf(tools, dialect, style)));

        public override ReadOnlySpan<int> Ids => _ids;
    }
}
