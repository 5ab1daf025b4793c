using System.Text;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Benchmarks.Inputs;

/// <summary>What the benchmarks render.</summary>
public enum ConversationName
{
    Minimal,
    WithTools,
    TwoHundredTurns,
}

/// <summary>A conversation's JSON.</summary>
internal sealed class ConversationFile
{
    private const string MinimalJson = """{"messages": [{"role": "user", "content": "What is 2 + 2?"}]}""";

    private readonly ConversationName _name;
    private readonly int[]? _reference;

    private ConversationFile(ConversationName name, byte[] json, int[]? reference)
    {
        _name = name;
        Json = json;
        _reference = reference;
    }

    public byte[] Json { get; }

    public static ConversationFile Load(ConversationName name) =>
        DataFolder.Find(Path.Combine("conversations", $"{FileName(name)}.json")) is { } path
            ? new ConversationFile(name, File.ReadAllBytes(path), ReferenceIds.Find(path))
            : new ConversationFile(name, Encoding.UTF8.GetBytes(OwnJson(name)), reference: null);

    /// <exception cref="InvalidOperationException">The ids are not the reference's: what would be measured is wrong.</exception>
    public void Check()
    {
        if (_reference is not null)
        {
            ReferenceIds.Compare(_name.ToString(), _reference, HarmonyRenderer.Render(Conversation.FromJson(Json)));
        }
    }

    private static string FileName(ConversationName name) => name switch
    {
        ConversationName.Minimal => "render-minimal",
        ConversationName.WithTools => "render-tools",
        ConversationName.TwoHundredTurns => "render-200",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown conversation."),
    };

    private static string OwnJson(ConversationName name) => name switch
    {
        ConversationName.Minimal => MinimalJson,
        ConversationName.WithTools => OwnText.Read("samples/weather.json"),
        _ => Turns(OwnText.Read("bench/Harmony.Benchmarks/Inputs/Texts/English.txt"), count: 200),
    };

    private static string Turns(string text, int count)
    {
        var conversation = new Conversation();
        for (int i = 0; i < count; i++)
        {
            conversation.Add(i % 2 == 0 ? Message.User(text) : Message.Assistant(text));
        }

        return conversation.ToJson();
    }
}
