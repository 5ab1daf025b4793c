using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;
using Weather;

// From attributes to a finished tool turn. With --print, what the prompt was made of and its ids, as one JSON object.
var tools = new WeatherTools(TimeProvider.System);

Conversation conversation =
[
    Message.System(SystemContent.Default with { ConversationStartDate = "2026-01-31" }),
    Message.Developer(new DeveloperContent
    {
        Instructions = "Answer in one sentence. If a storm is reported, thank the user.",
        Tools = [WeatherTools.ToolNamespace],    // its ids were made when this program was compiled
    }),
];

if (args is ["--print"])
{
    Print(conversation);
    return;
}

conversation.Add(Message.User("Is it warm in Tokyo? In Fahrenheit, please."));
using var prompt = new TokenBuffer();
HarmonyRenderer.Render(conversation, prompt);
Console.WriteLine($"The prompt has {prompt.Span.Length} ids, of which the tools were compiled.");

// What an engine would give: a call, as GPT-OSS writes it.
ReadOnlySpan<int> generated = O200kTokenizer.Encode(
    """<|channel|>commentary to=functions.get_current_weather <|constrain|>json<|message|>{"location": "Tokyo, Japan", "unit": "fahrenheit"}<|call|>""",
    SpecialTokenSet.All);
Message call = HarmonyParser.Parse(generated, Role.Assistant).Messages[0];
Console.WriteLine($"The model calls {call.Recipient} with {call.Text}");

var result = new ArrayBufferWriter<byte>();
await tools.DispatchAsync(call.Recipient!, Encoding.UTF8.GetBytes(call.Text), result);
string answer = Encoding.UTF8.GetString(result.WrittenSpan);
Console.WriteLine($"The tool answers {answer}");

// The next prompt begins with what the engine has seen, so that it need not be read again.
conversation.Add(call);
conversation.Add(Message.ToolResult(call.Recipient!, answer));
int before = prompt.Span.Length;
prompt.Clear();
HarmonyRenderer.Render(conversation, prompt);
Console.WriteLine($"The next prompt has {prompt.Span.Length} ids, {prompt.Span.Length - before} more than the first.");

// A wrong call is answered for the model to read.
result.ResetWrittenCount();
await tools.DispatchAsync("functions.get_forecast", """{"location": "Tokyo, Japan", "from": "tomorrow"}"""u8.ToArray(), result);
Console.WriteLine($"A wrong call is answered {Encoding.UTF8.GetString(result.WrittenSpan)}");

static void Print(Conversation conversation)
{
    using var json = new Utf8JsonWriter(Console.OpenStandardOutput());
    json.WriteStartObject();
    json.WritePropertyName("conversation");
    json.WriteRawValue(conversation.ToJson());
    json.WriteStartArray("ids");
    foreach (int id in HarmonyRenderer.Render(conversation, new RenderOptions { Purpose = RenderPurpose.Conversation }))
    {
        json.WriteNumberValue(id);
    }

    json.WriteEndArray();
    json.WriteEndObject();
}
