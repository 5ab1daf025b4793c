using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Cli.Generation;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony chat</c>: a conversation with a model.</summary>
internal sealed class ChatCommand
{
    private readonly Terminal _terminal;

    private readonly Option<string> _instructions = new("--instructions") { Description = "What the model is to mind in all its answers.", HelpName = "TEXT" };

    private readonly Option<string> _tools = new("--tools")
    {
        Description = "A file with the list of tools of an OpenAI chat request. Nothing runs them: you are asked for the result of each call.",
        HelpName = "FILE",
    };

    private readonly Option<string> _effort = CommandLine.ChoiceOption("--effort", "How much the model is to reason.", ReasoningLevel.Medium);
    private readonly Option<string> _statistics = CommandLine.Flag("--stats", "After each turn: its prompt's ids, how many of them were cached, those generated, the time to the first one, and how many came in a second. At the start: which provider runs which of the model's nodes.");
    private readonly EngineOptions _engine = new();
    private readonly SamplingSettings _sampling = new();

    private ChatCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var chat = new ChatCommand(terminal);
        var command = new Command("chat", "Chat with a model: a line is a message. Ctrl+C ends a turn, Ctrl+D or /exit the chat.");
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
        // What is wrong with the tools is said before a model is loaded.
        Conversation beginning = ReadBeginning(result);
        bool showsStatistics = result.HasFlag(_statistics);
        return _engine.Run(result, _terminal, showsStatistics, async engine =>
        {
            if (showsStatistics && (engine as OnnxGenAIEngine)?.Placement is { } placement)
            {
                _terminal.Error.WriteLine(placement.ToString());
            }

            GenerationRequest request = _sampling.ApplyTo(new GenerationRequest(default), result);
            using var session = new ChatSession(engine, beginning, request, _terminal, result.InvocationConfiguration.Output, showsStatistics);
            await session.RunAsync();
            return ExitCode.Success;
        });
    }

    /// <summary>The system message and what the options say, by the rules for chat requests.</summary>
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
