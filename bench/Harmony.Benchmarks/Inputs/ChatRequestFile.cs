using System.Text.Json.Nodes;
using Harmony.Chat;

namespace Harmony.Benchmarks.Inputs;

/// <summary>
/// A chat-completions request as a coding agent sends it, the same in every run: 20 tools with schemas of some kilobytes,
/// and 10 turns of a question, reasoning and a call, its result, and an answer. 54 KB of JSON.
/// </summary>
internal static class ChatRequestFile
{
    /// <summary>What the reference's measuring program finds the equal conversation under: it knows its files by name.</summary>
    private const string FileName = "render-tools.json";

    private const int ToolCount = 20;
    private const int TurnCount = 10;
    private const int PropertyCount = 7;

    private static readonly string[] Types = ["string", "integer", "boolean", "number"];
    private static readonly string[] Words = OwnText.Read("bench/Harmony.Benchmarks/Inputs/Texts/English.txt").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    public static byte[] Json { get; } = System.Text.Encoding.UTF8.GetBytes(Create().ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    /// <summary>Writes the request, and in another folder the conversation that it becomes, for the reference to render.</summary>
    public static void Write(string folder)
    {
        string request = Directory.CreateDirectory(Path.Combine(folder, "request")).FullName;
        string conversation = Directory.CreateDirectory(Path.Combine(folder, "conversation")).FullName;
        File.WriteAllBytes(Path.Combine(request, FileName), Json);
        File.WriteAllText(Path.Combine(conversation, FileName), ChatRequest.Read(Json).Conversation.ToJson());
    }

    private static JsonObject Create()
    {
        var random = new Random(54);
        var messages = new JsonArray { new JsonObject { ["role"] = "system", ["content"] = Text(random, 400) } };
        for (int turn = 0; turn < TurnCount; turn++)
        {
            AddTurn(messages, turn, random);
        }

        JsonObject[] tools = [.. Enumerable.Range(0, ToolCount).Select(index => Tool(index, random))];
        return new JsonObject { ["model"] = "gpt-oss-120b", ["messages"] = messages, ["tools"] = new JsonArray(tools), ["reasoning_effort"] = "high", ["stream"] = true };
    }

    private static void AddTurn(JsonArray messages, int turn, Random random)
    {
        string id = $"call_{turn:D4}";
        var arguments = new JsonObject { ["path"] = $"src/{Word(random)}.py", ["text"] = Text(random, 20), ["line"] = random.Next(1_000) };
        var function = new JsonObject { ["name"] = $"tool_{random.Next(ToolCount)}", ["arguments"] = arguments.ToJsonString() };
        var call = new JsonObject { ["id"] = id, ["type"] = "function", ["function"] = function };
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = Text(random, 60) });
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = null, ["reasoning_content"] = Text(random, 40), ["tool_calls"] = new JsonArray(call) });
        messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = id, ["content"] = string.Concat(Enumerable.Range(0, 12).Select(line => $"{line,4}\t\"{Text(random, 8)}\"\n")) });
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = Text(random, 80) });
    }

    private static JsonObject Tool(int index, Random random)
    {
        var properties = new JsonObject();
        for (int i = 0; i < PropertyCount; i++)
        {
            properties[$"{Word(random)}_{i}"] = Property(random, nested: i == 0);
        }

        var parameters = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. properties.Take(3).Select(property => (JsonNode)property.Key)]),
            ["additionalProperties"] = false,
        };
        var function = new JsonObject { ["name"] = $"tool_{index}", ["description"] = Text(random, 30), ["parameters"] = parameters, ["strict"] = true };
        return new JsonObject { ["type"] = "function", ["function"] = function };
    }

    private static JsonObject Property(Random random, bool nested)
    {
        if (nested)
        {
            var items = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["a"] = Property(random, nested: false), ["b"] = Property(random, nested: false) } };
            return new JsonObject { ["type"] = "array", ["description"] = Text(random, 10), ["items"] = items };
        }

        string type = Types[random.Next(Types.Length)];
        var property = new JsonObject { ["type"] = type, ["description"] = Text(random, 16) };
        if (type == "string" && random.Next(2) == 0)
        {
            property["enum"] = new JsonArray(Word(random), Word(random), Word(random));
        }
        else if (type == "integer")
        {
            property["default"] = random.Next(100);
        }

        return property;
    }

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[random.Next(Words.Length)]));

    private static string Word(Random random) => Words[random.Next(Words.Length)].Trim('.', ',', ':', ';', '"').ToLowerInvariant();
}
