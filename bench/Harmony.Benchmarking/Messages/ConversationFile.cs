using System.Text.Json;
using Harmony.Benchmarking.Measuring;
using Harmony.Benchmarking.Texts;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Benchmarking.Messages;

/// <summary>A conversation's JSON, or a chat request's.</summary>
internal sealed class ConversationFile
{
    private readonly bool _isRequest;

    private ConversationFile(string path, byte[] json, bool isRequest)
    {
        Path = path;
        Json = json;
        _isRequest = isRequest;
        Conversation conversation = Attempt(Parse);
        IsCompletion = conversation.Count > 0 && conversation.All(static message => message.Author.Role == Role.Assistant);
    }

    public string Path { get; }

    /// <summary>The name of the conversation in measurements.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public byte[] Json { get; }

    /// <summary>Whether all messages are the assistant's: the conversation is then parsed instead of rendered.</summary>
    public bool IsCompletion { get; }

    /// <summary>Reads the conversations of a folder, in the order of their names.</summary>
    /// <exception cref="BenchmarkException">The folder has no JSON files, or one of them is not a conversation.</exception>
    public static IReadOnlyList<ConversationFile> ReadFolder(string folder, Func<string, byte[]> readText, Predicate<byte[]> isChatRequest) =>
        [.. TextFile.ListFiles(folder, "*.json").Select(path =>
        {
            byte[] json = readText(path);
            return new ConversationFile(path, json, isChatRequest(json));
        })];

    /// <summary>Makes a new conversation from the JSON.</summary>
    public Conversation Parse() => _isRequest ? ChatRequest.Read(Json).Conversation : Conversation.FromJson(Json);

    /// <summary>Makes a new conversation from the JSON and renders it.</summary>
    /// <exception cref="BenchmarkException">The conversation cannot be rendered.</exception>
    public int[] Render(RenderOptions options) => Attempt(() => HarmonyRenderer.Render(Parse(), options));

    private T Attempt<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is JsonException or HarmonyFormatException)
        {
            throw new BenchmarkException($"{Path}: {error.Message}", error);
        }
    }
}
