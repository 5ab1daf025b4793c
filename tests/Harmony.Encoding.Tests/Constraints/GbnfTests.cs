using System.Text.Json;
using System.Text.RegularExpressions;
using Harmony.Constraints;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;

namespace Harmony.Tests.Constraints;

public partial class GbnfTests
{
    /// <summary>The cases of tests/reference/malformed-turns.json, which llguidance is asked about as well.</summary>
    [Fact]
    public void The_named_turns_are_taken_or_refused()
    {
        int count = 0;
        using JsonDocument groups = JsonDocument.Parse(TestFiles.Read("tests", "reference", "malformed-turns.json"));
        foreach (JsonElement group in groups.RootElement.EnumerateArray())
        {
            GbnfGrammar grammar = GbnfGrammar.Parse(GrammarOf(group).ToGbnf());
            Assert.All(group.GetProperty("well_formed").EnumerateArray(), text => Assert.True(grammar.Accepts(Turns.Symbols(text.GetString()!)), text.GetString()));
            foreach (JsonElement malformed in group.GetProperty("malformed").EnumerateArray())
            {
                // Which of the ends a turn has is not for the grammar to say.
                bool isOnlyEnd = malformed.TryGetProperty("only_its_end", out _);
                string text = malformed.GetProperty("text").GetString()!;
                Assert.True(grammar.Accepts(Turns.Symbols(text)) == isOnlyEnd, $"{malformed.GetProperty("name")}: {text}");
                count++;
            }
        }

        Assert.True(count >= 25);
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""", "call-1-json ::= json-value\n")]
    [InlineData("""{"$ref":"#/$defs/A","$defs":{"A":{"$ref":"#/$defs/A"}}}""", "call-1-json-1 ::= json-value\n")]
    [InlineData("""{"$ref":"#/$defs/A","$defs":{"A":{"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}]}}}""", "call-1-json-1 ::= (json-value | json-null)\n")]
    [InlineData("""{"$ref":"#/$defs/A","$defs":{"A":{"type":"array","items":{"$ref":"#/$defs/A"}}}}""", "call-1-json-2 ::= call-1-json-1\n")]
    public void No_rule_begins_with_itself(string schema, string expected)
    {
        var tools = new ToolNamespace("functions", new ToolDescription("f", "", ToolParameters.Parse(System.Text.Encoding.UTF8.GetBytes(schema))));
        Assert.Contains(expected, new EngineGrammar([tools]).ToGbnf(), StringComparison.Ordinal);
    }

    /// <summary>
    /// Each turn of the golden conversations, in both dialects, is taken if it is well-formed, and refused if it is not.
    /// Every function is declared as it is called, without parameters: arguments are any object.
    /// </summary>
    [Theory]
    [InlineData(HarmonyDialect.OpenAI)]
    [InlineData(HarmonyDialect.Oss)]
    public void Golden_turns_are_taken_if_they_are_well_formed(HarmonyDialect dialect)
    {
        var counts = new Dictionary<bool, int>();
        var grammars = new Dictionary<string, GbnfGrammar>();
        foreach (List<Message> turn in File.ReadLines(Path.Combine(TestFiles.Data, "conversations.jsonl")).SelectMany(TurnsOf))
        {
            string function = turn.Select(message => message.Recipient).FirstOrDefault(recipient => recipient?.StartsWith("functions.", StringComparison.Ordinal) == true) ?? "functions.none";
            if (!grammars.TryGetValue(function, out GbnfGrammar? grammar))
            {
                var tools = ToolNamespace.Functions(new ToolDescription(function["functions.".Length..], ""));
                grammar = GbnfGrammar.Parse(new EngineGrammar([tools, ToolNamespace.Python]).ToGbnf());
                grammars.Add(function, grammar);
            }

            int[] ids = HarmonyRenderer.Render(new Conversation([.. turn]), new RenderOptions { Purpose = RenderPurpose.Conversation, Dialect = dialect, KeepAnalysis = true });

            // The prompt ends with the first two ids, <|start|> and the role.
            bool isWellFormed = IsWellFormed(turn);
            Assert.True(grammar.Accepts(Turns.Symbols(ids.AsSpan(2))) == isWellFormed, string.Join('\n', turn));
            counts[isWellFormed] = counts.GetValueOrDefault(isWellFormed) + 1;
        }

        Assert.True(counts[true] > 300 && counts[false] > 100, $"{counts[true]}, {counts[false]}");
    }

    [Theory]
    [InlineData("a <|end|> b")]
    [InlineData("let f = x <| y")]
    public void The_name_of_a_special_token_cannot_begin_in_a_text(string text)
    {
        // llama.cpp matches characters with those of a special token's name.
        GbnfGrammar grammar = GbnfGrammar.Parse(new EngineGrammar([]).ToGbnf());
        List<int> symbols = Turns.Symbols("<|channel|>final<|message|>");
        Assert.True(grammar.Accepts(symbols));
        symbols.AddRange(text.EnumerateRunes().Select(character => character.Value));
        Assert.False(grammar.Accepts(symbols));
    }

    private static EngineGrammar GrammarOf(JsonElement group)
    {
        bool hasChoice = group.TryGetProperty("options", out JsonElement options);
        ToolChoice choice = hasChoice ? Enum.Parse<ToolChoice>(options[1].GetString()!, ignoreCase: true) : ToolChoice.Auto;
        return EngineGrammar.For(Conversation.FromJson(group.GetProperty("conversation").GetRawText()), choice);
    }

    /// <summary>The assistant's messages of a conversation, up to each answer or call.</summary>
    private static IEnumerable<List<Message>> TurnsOf(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        if (document.RootElement.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.String)
        {
            // The reference refuses the conversation.
            yield break;
        }

        var turn = new List<Message>();
        foreach (Message message in Conversation.FromJson(document.RootElement.GetProperty("conversation").GetRawText()))
        {
            bool isAssistant = message.Author.Role == Role.Assistant;
            if (isAssistant)
            {
                turn.Add(message);
            }

            if (turn.Count > 0 && !(isAssistant && IsThought(message)))
            {
                yield return turn;
                turn = [];
            }
        }

        if (turn.Count > 0)
        {
            yield return turn;
        }
    }

    private static bool IsThought(Message message) =>
        message is { Channel: Channels.Analysis or Channels.Commentary, Recipient: null, ContentType: null, Author.Name: null };

    private static bool IsWellFormed(List<Message> turn) =>
        turn.All(message => message.Author.Name is null && message.Content.All(content => content is TextPart) && !message.Text.Contains("<|", StringComparison.Ordinal))
        && turn.SkipLast(1).All(IsThought)
        && (IsAnswer(turn[^1]) || IsCall(turn[^1]));

    private static bool IsAnswer(Message message) => message is { Channel: Channels.Final, Recipient: null, ContentType: null };

    private static bool IsCall(Message message) =>
        message is { Channel: Channels.Analysis or Channels.Commentary, ContentType: null or "json" or "code" or "<|constrain|>json" or "<|constrain|>code" }
        && (message.Recipient == "python" || (message.Recipient is not null && FunctionName().IsMatch(message.Recipient) && IsObject(message.Text)));

    private static bool IsObject(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && !json.Contains('\x7F', StringComparison.Ordinal);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^functions\.[\w-]+$")]
    private static partial Regex FunctionName();
}
