using System.Globalization;
using Harmony.Chat;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Rendering;
using Harmony.Turns;

namespace Harmony.Cli.Generation;

/// <summary>A conversation between a person at a terminal and a model.</summary>
/// <remarks>The model's messages keep their ids, so that each prompt begins with what the engine has read.</remarks>
internal sealed class ChatSession : IDisposable
{
    private const string EndCommand = "/exit";

    private readonly TurnRunner _runner;
    private readonly ChatSettings _settings;
    private readonly Terminal _terminal;
    private readonly TextWriter _output;
    private readonly bool _showsStatistics;
    private readonly Interruption _interruption;
    private Conversation _conversation;

    /// <param name="engine">The engine.</param>
    /// <param name="beginning">The messages before the user's first.</param>
    /// <param name="settings">The settings of each turn.</param>
    /// <param name="terminal">The user's terminal.</param>
    /// <param name="output">The output that the terminal shows.</param>
    /// <param name="showsStatistics">Whether statistics follow each turn.</param>
    public ChatSession(ITokenEngine engine, Conversation beginning, ChatSettings settings, Terminal terminal, TextWriter output, bool showsStatistics)
    {
        _runner = new TurnRunner(engine);
        _conversation = beginning;
        _settings = settings with { PromptCacheKey = Guid.NewGuid().ToString("N") };
        _terminal = terminal;
        _output = output;
        _showsStatistics = showsStatistics;
        _interruption = new Interruption(terminal, $"(Ctrl+D or {EndCommand} ends)");
    }

    private bool IsTerminal => !_terminal.IsOutputRedirected;

    /// <summary>Runs until the user ends the conversation.</summary>
    public async Task RunAsync()
    {
        using TextReader input = _terminal.CreateReader();
        Greet();
        while (ReadLine(input, "> ") is { } line && line.Trim() != EndCommand)
        {
            if (line.Trim().Length > 0 && !await TryAnswerAsync(line, input))
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _interruption.Dispose();
        _runner.Dispose();
    }

    private void Greet()
    {
        if (IsTerminal)
        {
            EngineDescription engine = _runner.Engine.Description;
            _output.WriteLine($"{engine.Model} by {engine.Name} on {engine.Provider}. Ctrl+C ends a turn, Ctrl+D or {EndCommand} the chat.");
        }
    }

    /// <summary>Lets the model answer, with the results of the tools that it calls. If a turn fails, the conversation is as it was
    /// before.</summary>
    /// <returns>False if there is no more input.</returns>
    private async Task<bool> TryAnswerAsync(string line, TextReader input)
    {
        Conversation before = [.. _conversation];
        _conversation.Add(Message.User(line));
        try
        {
            while (await TakeTurnAsync() is { Length: > 0 } calls)
            {
                foreach (Message call in calls)
                {
                    if (ReadLine(input, $"result of {call.Recipient}> ") is not { } result)
                    {
                        return false;
                    }

                    _conversation.Add(Message.ToolResult(call.Recipient!, result));
                }
            }
        }
        catch (Exception error) when (error is EngineException or HarmonyFormatException)
        {
            string reason = error is EngineException { Error: EngineError.ContextExceeded }
                ? $"the conversation does not fit into the context of {_runner.Engine.Description.ContextLength} tokens, answer included: shorten your message."
                : error.Message;
            _terminal.Error.WriteLine($"harmony: {reason} (The conversation is as it was before your message.)");
            _conversation = before;
        }

        return true;
    }

    /// <returns>The calls whose results the model waits for.</returns>
    private async Task<Message[]> TakeTurnAsync()
    {
        TurnOutcome outcome;
        await using (Turn turn = await StartTurnAsync())
        using (_interruption.Begin(out CancellationToken interruption))
        {
            outcome = await TurnOutcome.ReadAsync(turn, new ChatTurnWriter(_output, IsTerminal), _settings.MaxTokens, interruption);
        }

        foreach (Message message in outcome.Messages)
        {
            _conversation.Add(message);
        }

        outcome.WriteRemarks(_terminal);
        if (_showsStatistics)
        {
            WriteStatistics(outcome.Usage);
        }

        return outcome.Calls;
    }

    /// <summary>Starts a turn. If less than a quarter of the context is left for the answer, the earliest messages are left out until
    /// half of the context is free: a shorter cut would make the engine read the rest anew soon again.</summary>
    private async ValueTask<Turn> StartTurnAsync()
    {
        int room = _runner.Engine.Description.ContextLength;
        Turn turn = StartTurn();
        int tokens = turn.Usage.PromptTokens;
        if (tokens <= room - (room / 4) || !HarmonyRenderer.TryFit(_conversation, room / 2, out Conversation? fitted))
        {
            return turn;
        }

        await turn.DisposeAsync();
        _terminal.Error.WriteLine($"harmony: the conversation has {tokens} tokens of {room}: its earliest messages are left out from here on");
        _conversation = fitted;
        return StartTurn();
    }

    private Turn StartTurn() => _runner.Start(TurnRequest.Create(_conversation, _settings));

    private string? ReadLine(TextReader input, string prompt)
    {
        if (IsTerminal)
        {
            _output.Write(TurnWriter.Shown(prompt, isTerminal: true));
            _output.Flush();
        }

        return input.ReadLine();
    }

    private void WriteStatistics(TurnUsage usage)
    {
        string cached = usage.CachedTokens is { } count ? $"{count} cached" : "cached ones not reported";
        string first = usage.TimeToFirstToken is { } time ? Invariant($", first after {time.TotalMilliseconds:F1} ms") : "";
        TimeSpan? decoding = usage.Duration - usage.TimeToFirstToken;
        string rate = usage.GeneratedTokens > 1 && decoding > TimeSpan.Zero ? Invariant($", then {(usage.GeneratedTokens - 1) / decoding.Value.TotalSeconds:F1} tokens/s") : "";
        _terminal.Error.WriteLine($"{usage.PromptTokens} prompt tokens ({cached}), {usage.GeneratedTokens} generated{first}{rate}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
