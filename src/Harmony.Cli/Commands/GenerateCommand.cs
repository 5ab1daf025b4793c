using System.CommandLine;
using Harmony.Cli.Generation;
using Harmony.Cli.Output;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Rendering;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony generate</c>: a conversation's JSON, or a chat request's → the model's next turn.</summary>
internal sealed class GenerateCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = CommandLine.PathArgument("file", "A conversation's JSON, or an OpenAI chat request's, as 'harmony render' reads it; '-' is standard input. Of a request, temperature, seed, max_tokens, tool_choice, response_format and the like are followed, or refused.");
    private readonly Option<string> _output = CommandLine.ChoiceOption("--output", "'text' is what the turn says to the user, as it comes; 'messages' the whole turn as a conversation's JSON, calls and analysis too, at its end; 'ids' one id a line, as they come.", Format.Text);
    private readonly ChatOptions _chat = new();
    private readonly EngineOptions _engine = new();
    private readonly SamplingSettings _sampling = new();

    private GenerateCommand(Terminal terminal) => _terminal = terminal;

    private enum Format
    {
        Text,
        Messages,
        Ids,
    }

    public static Command Create(Terminal terminal)
    {
        var generate = new GenerateCommand(terminal);
        var command = new Command("generate", "Let a model write the next turn of a conversation, or answer a chat request. Ctrl+C ends it with what has come; the exit code is then 130.") { generate._file, generate._output };
        generate._engine.AddTo(command);
        generate._sampling.AddTo(command);
        generate._chat.AddTo(command);
        command.SetAction(generate.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        // What is wrong with the input is said before a model is loaded.
        string path = result.GetValue(_file)!;
        byte[] json = InputFile.ReadBytes(path, _terminal);
        Conversation conversation = CommandLine.Reading(path, () => _chat.Read(json, keepsAnalysis: false, result));
        int[] prompt = CommandLine.Reading(path, () => HarmonyRenderer.Render(conversation));
        RequestSettings? settings = _chat.IsRequest(json, result) ? new RequestSettings(json, InputFile.NameOf(path)) : null;
        return _engine.Run(result, _terminal, reportsPlacement: false, engine =>
        {
            int room = engine.Description.ContextLength;
            if (prompt.Length >= room)
            {
                throw new InputException($"{InputFile.NameOf(path)}: the prompt has {prompt.Length} ids, and there is room for {room}, answer included: leave something out");
            }

            var request = new GenerationRequest(prompt);
            request = settings?.ApplyTo(request, conversation, engine.Description) ?? request;
            return GenerateAsync(engine, _sampling.ApplyTo(request, result), result);
        });
    }

    private async Task<int> GenerateAsync(ITokenEngine engine, GenerationRequest request, ParseResult result)
    {
        Format format = result.GetChoice<Format>(_output);
        TextWriter output = result.InvocationConfiguration.Output;

        // Not disposed of: a signal may still be on its way.
        var interruption = new CancellationTokenSource();
        using IDisposable interrupts = _terminal.OnInterrupt(interruption.Cancel);
        Turn turn = await Turn.RunAsync(engine, request, Writer(format, output), interruption.Token);
        if (format == Format.Messages)
        {
            MessageWriter.Write(turn.Messages, output, _terminal);
        }
        else if (format == Format.Text)
        {
            WriteCalls(turn);
        }

        turn.WriteRemarks(_terminal);
        return turn.IsInterrupted ? ExitCode.Interrupted : ExitCode.Success;
    }

    private TurnWriter Writer(Format format, TextWriter output) => format switch
    {
        Format.Text => new TextTurnWriter(output, !_terminal.IsOutputRedirected),
        Format.Ids => new IdTurnWriter(output),
        _ => new TextTurnWriter(TextWriter.Null, isTerminal: false),
    };

    /// <summary>A turn that says nothing, but calls a tool, would look as if there were none.</summary>
    private void WriteCalls(Turn turn)
    {
        foreach (Message call in turn.Messages.Where(message => message.IsToolCall))
        {
            _terminal.Error.WriteLine($"harmony: the model calls {ColorConsole.Visible(call.Recipient!)} with {ColorConsole.Visible(call.Text)} ('--output messages' has it all)");
        }
    }
}
