using Harmony.Chat;
using Harmony.Cli.Commands;
using Harmony.Conversations;

namespace Harmony.Cli.Benchmarking;

/// <summary>A conversation's JSON, or a chat request's.</summary>
internal sealed class ConversationFile
{
    private readonly bool _isRequest;

    private ConversationFile(string path, byte[] json)
    {
        Path = path;
        Json = json;
        _isRequest = ChatRequestShape.IsChatRequest(json);
    }

    public string Path { get; }

    /// <summary>What it is called in figures.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public byte[] Json { get; }

    /// <summary>Whether it is what a model has written, and so is to be read and not rendered.</summary>
    public bool IsCompletion { get; private init; }

    /// <summary>The conversations of a folder, in the order of their names.</summary>
    /// <exception cref="InputException">One of them is none, or there is none.</exception>
    public static IReadOnlyList<ConversationFile> ReadFolder(string folder, Terminal terminal) =>
        [.. TextFile.ListFiles(folder, "*.json").Select(path => Read(path, terminal))];

    /// <summary>Makes the objects anew.</summary>
    public Conversation Parse() => _isRequest ? ChatRequest.ToConversation(Json) : Conversation.FromJson(Json);

    private static ConversationFile Read(string path, Terminal terminal)
    {
        var file = new ConversationFile(path, InputFile.ReadBytes(path, terminal));
        Conversation conversation = CommandLine.Reading(path, file.Parse);
        return new ConversationFile(path, file.Json)
        {
            IsCompletion = conversation.Count > 0 && conversation.All(message => message.Author.Role == Role.Assistant),
        };
    }
}
