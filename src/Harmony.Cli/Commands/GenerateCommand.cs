using System.CommandLine;
using Harmony.Chat;
using Harmony.Cli.Generation;
using Harmony.Cli.Output;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Rendering;
using Harmony.Turns;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony generate</c>: the JSON of a conversation or of a chat request → the model's next turn.</summary>
internal sealed class GenerateCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = CommandLine.PathArgument("file", "The JSON of a conversation or of an OpenAI chat request, as 'harmony render' reads it; '-' is standard input. Members of a request such as temperature, seed, max_tokens, stop, tool_choice and response_format are followed, or refused.");
    private readonly Option<string> _output = CommandLine.ChoiceOption("--output", "'text' writes the text for the user as it comes; 'messages' writes the whole turn at its end, calls and analysis included, as a conversation's JSON; 'ids' writes one id per line as they come.", Format.Text);
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
        var command = new Command("generate", "Generate the next turn of a conversation, or the answer to a chat request. Ctrl+C ends the turn with what has come; the exit code is then 130.") { generate._file, generate._output };
        generate._engine.AddTo(command);
        generate._sampling.AddTo(command);
        generate._chat.AddTo(command);
        command.SetAction(generate.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        // Errors of the input are reported before a model is loaded.
        string path = result.GetValue(_file)!;
        byte[] json = InputFile.ReadBytes(path, _terminal);
        (Conversation conversation, ChatSettings requested) = CommandLine.Reading(path, () => _chat.Read(json, keepsAnalysis: false, result));
        int[] prompt = CommandLine.Reading(path, () => HarmonyRenderer.Render(conversation));
        ChatSettings settings = _sampling.ApplyTo(requested, result);
        return _engine.Run(result, _terminal, reportsPlacement: false, async engine =>
        {
            int room = engine.Description.ContextLength;
            if (prompt.Length >= room)
            {
                throw new InputException($"{InputFile.NameOf(path)}: the prompt has {prompt.Length} tokens, and the context has room for {room}, answer included: shorten the conversation");
            }

            using var runner = new TurnRunner(engine);
            await using Turn turn = Start(runner, conversation, settings, InputFile.NameOf(path));
            return await GenerateAsync(turn, settings.MaxTokens, result);
        });
    }

    /// <summary>Starts the turn. What is not supported is reported with the file's name.</summary>
    private static Turn Start(TurnRunner runner, Conversation conversation, ChatSettings settings, string name)
    {
        try
        {
            return runner.Start(TurnRequest.Create(conversation, settings));
        }
        catch (EngineException error)
        {
            throw new InputException($"{name}: {error.Message}", error);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // Without what .NET adds for programmers.
            throw new InputException($"{name}: {error.Message.Split(" (Parameter")[0]}", error);
        }
    }

    private async Task<int> GenerateAsync(Turn turn, int? maxTokens, ParseResult result)
    {
        Format format = result.GetChoice<Format>(_output);
        TextWriter output = result.InvocationConfiguration.Output;

        // Not disposed of: a signal may still be on its way.
        var interruption = new CancellationTokenSource();
        using IDisposable interrupts = _terminal.OnInterrupt(interruption.Cancel);
        TurnOutcome outcome = await TurnOutcome.ReadAsync(turn, Writer(format, output), maxTokens, interruption.Token);
        if (format == Format.Messages)
        {
            MessageWriter.Write(outcome.Messages, output, _terminal);
        }
        else if (format == Format.Text)
        {
            WriteCalls(outcome);
        }

        outcome.WriteRemarks(_terminal);
        return outcome.IsInterrupted ? ExitCode.Interrupted : ExitCode.Success;
    }

    private TurnWriter Writer(Format format, TextWriter output) => format switch
    {
        Format.Text => new TextTurnWriter(output, !_terminal.IsOutputRedirected),
        Format.Ids => new IdTurnWriter(output),
        _ => new TextTurnWriter(TextWriter.Null, isTerminal: false),
    };

    /// <summary>Reports calls: otherwise a turn that only calls a tool would look empty.</summary>
    private void WriteCalls(TurnOutcome turn)
    {
        foreach (Message call in turn.Calls)
        {
            _terminal.Error.WriteLine($"harmony: the model calls {ColorConsole.Visible(call.Recipient!)} with {ColorConsole.Visible(call.Text)} ('--output messages' writes the whole turn)");
        }
    }
}
