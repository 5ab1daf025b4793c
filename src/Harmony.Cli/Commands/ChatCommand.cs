using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Cli.Generation;
using Harmony.Conversations;
using Harmony.OnnxGenAI;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony chat</c>: a conversation with a model.</summary>
internal sealed class ChatCommand
{
    private readonly Terminal _terminal;

    private readonly Option<string> _instructions = new("--instructions") { Description = "Instructions for all answers of the model.", HelpName = "TEXT" };

    private readonly Option<string> _tools = new("--tools")
    {
        Description = "A file with the list of tools of an OpenAI chat request. The tools are not run: you enter the result of each call.",
        HelpName = "FILE",
    };

    private readonly Option<string> _effort = CommandLine.ChoiceOption("--effort", "How much the model reasons.", ReasoningLevel.Medium);
    private readonly Option<string> _statistics = CommandLine.Flag("--stats", "After each turn, write the numbers of prompt, cached and generated tokens, the time to the first token, and the tokens per second. At the start, write which provider runs which nodes of the model.");
    private readonly EngineOptions _engine = new();
    private readonly SamplingSettings _sampling = new();

    private ChatCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var chat = new ChatCommand(terminal);
        var command = new Command("chat", "Chat with a model: each line is a message. Ctrl+C ends a turn, Ctrl+D or /exit ends the chat.");
        chat._engine.AddTo(command);
        command.Options.Add(chat._instructions);
        command.Options.Add(chat._tools);
        command.Options.Add(chat._effort);
        command.Options.Add(chat._statistics);
        chat._sampling.AddTo(command);
        command.SetAction(chat.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        // Errors of the tools are reported before a model is loaded.
        Conversation beginning = ReadBeginning(result);
        bool showsStatistics = result.HasFlag(_statistics);
        return _engine.Run(result, _terminal, showsStatistics, async engine =>
        {
            if (showsStatistics && (engine as OnnxGenAIEngine)?.Placement is { } placement)
            {
                _terminal.Error.WriteLine(placement.ToString());
            }

            ChatSettings settings = _sampling.ApplyTo(ChatSettings.Default, result);
            using var session = new ChatSession(engine, beginning, settings, _terminal, result.InvocationConfiguration.Output, showsStatistics);
            await session.RunAsync();
            return ExitCode.Success;
        });
    }

    /// <summary>Creates the messages before the user's first, by the rules for chat requests.</summary>
    private Conversation ReadBeginning(ParseResult result)
    {
        string? path = result.GetValue(_tools);
        var request = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(request))
        {
            json.WriteStartObject();
            json.WriteString("reasoning_effort"u8, result.GetRequiredValue(_effort));
            json.WriteStartArray("messages"u8);
            if (result.GetValue(_instructions) is { } instructions)
            {
                json.WriteStartObject();
                json.WriteString("role"u8, "developer"u8);
                json.WriteString("content"u8, instructions);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (path is not null)
            {
                json.WritePropertyName("tools"u8);
                json.WriteRawValue(ReadTools(path));
            }

            json.WriteEndObject();
        }

        return CommandLine.Reading(path ?? "", () => ChatRequest.Read(request.WrittenSpan).Conversation);
    }

    private byte[] ReadTools(string path)
    {
        if (path == InputFile.StandardInput)
        {
            throw new InputException("--tools has to be a file: standard input is the conversation");
        }

        byte[] tools = InputFile.ReadText(path, _terminal);
        return CommandLine.Reading(path, () =>
        {
            using JsonDocument document = JsonDocument.Parse(tools, new JsonDocumentOptions { MaxDepth = int.MaxValue });
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? tools
                : throw new JsonException("tools are a list: [{\"type\": \"function\", \"function\": {…}}, …]");
        });
    }
}
