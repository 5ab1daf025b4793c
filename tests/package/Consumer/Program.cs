using System.Buffers;
using System.Text;
using Consumer;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Rendering;
using Harmony.Tools;

int passed = 0;
int failed = 0;
Check("attributes", await Call(new ClockTools(), "functions.add", """{"time":"23:30","minutes":20,"label":"at "}"""), "at 00:00");
Check("a file", await Call(new MailTools(new Mailbox()), "send_mail", """{"to":["a@b.c","d"],"subject":"Hi","priority":"high"}"""), "Hi to a@b.c,d, High, 0");
Check("a wrong argument", (await Call(new ClockTools(), "add", """{"time":1,"minutes":2}""")).Contains("\"argument\":\"time\""), true);
Check("the ids of attributes", IdsOf(ClockTools.ToolNamespace), IdsOf(ClockTools.ToolNamespace with { Description = null }));
Check("the ids of a file", IdsOf(MailTools.ToolNamespace), IdsOf(MailTools.ToolNamespace with { Description = null }));

using var prompt = new TokenBuffer();
SupportPrompt.Write(prompt, name: "Ada", company: "Contoso/Ltd.");
string filled = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "support.harmony.json")).Replace("{{name}}", "Ada").Replace("{{company}}", "Contoso/Ltd.");
Check("a prompt", string.Join(' ', prompt.Span.ToArray()), string.Join(' ', HarmonyRenderer.Render(Conversation.FromJson(filled), new RenderOptions { Purpose = RenderPurpose.Conversation })));
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

void Check<T>(string name, T actual, T expected)
{
    if (Equals(actual, expected))
    {
        passed++;
        return;
    }

    failed++;
    Console.WriteLine($"{name}: {actual}, expected {expected}");
}

static async Task<string> Call(IHarmonyTools tools, string name, string arguments)
{
    var result = new ArrayBufferWriter<byte>();
    await tools.DispatchAsync(name, Encoding.UTF8.GetBytes(arguments), result);
    return Encoding.UTF8.GetString(result.WrittenSpan);
}

// Of a changed copy nothing is compiled.
static string IdsOf(ToolNamespace tools) =>
    string.Join(' ', HarmonyRenderer.Render([Message.Developer(new DeveloperContent { Tools = [tools] })]));
