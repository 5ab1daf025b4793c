using System.Globalization;
using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Rendering;

namespace Harmony.Cli.Generation;

/// <summary>A conversation between a person at a terminal and a model.</summary>
/// <remarks>What the model wrote is kept with its ids, so that each prompt begins with what the engine has read.</remarks>
internal sealed class ChatSession : IDisposable
{
    private const string EndCommand = "/exit";

    private readonly ITokenEngine _engine;
    private readonly GenerationRequest _request;
    private readonly Terminal _terminal;
    private readonly TextWriter _output;
    private readonly bool _showsStatistics;
    private readonly GrowingPrompt _prompt = new();
    private readonly Interruption _interruption;
    private Conversation _conversation;

    /// <param name="engine">The engine.</param>
    /// <param name="beginning">The messages before the first of the user's.</param>
    /// <param name="request">How ids are chosen.</param>
    /// <param name="terminal">Where the user is.</param>
    /// <param name="output">What the terminal shows.</param>
    /// <param name="showsStatistics">Whether each turn is followed by what it took.</param>
    public ChatSession(ITokenEngine engine, Conversation beginning, GenerationRequest request, Terminal terminal, TextWriter output, bool showsStatistics)
    {
        _engine = engine;
        _conversation = beginning;
        _request = request with { SessionKey = Guid.NewGuid().ToString("N") };
        _terminal = terminal;
        _output = output;
        _showsStatistics = showsStatistics;
        _interruption = new Interruption(terminal, $"(Ctrl+D or {EndCommand} ends)");
    }

    private bool IsTerminal => !_terminal.IsOutputRedirected;

    /// <summary>Goes on until the user ends it.</summary>
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
        _prompt.Dispose();
    }

    private void Greet()
    {
        if (IsTerminal)
        {
            EngineDescription engine = _engine.Description;
            _output.WriteLine($"{engine.Model} by {engine.Name} on {engine.Provider}. Ctrl+C ends a turn, Ctrl+D or {EndCommand} the chat.");
        }
    }

    /// <summary>Lets the model answer, with the results of the tools that it calls. A turn that cannot be is as if it had not been
    /// asked for.</summary>
    /// <returns>False where there is no more input.</returns>
    private async Task<bool> TryAnswerAsync(string line, TextReader input)
    {
        Conversation before = [.. _conversation];
        _conversation.Add(Message.User(line));
        try
        {
            while (await TakeTurnAsync() is { Count: > 0 } calls)
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
                ? $"what is said so far does not fit into the {_engine.Description.ContextLength} ids that there is room for, answer included: leave something out."
                : error.Message;
            _terminal.Error.WriteLine($"harmony: {reason} (The conversation is as it was before your message.)");
            _conversation = before;
        }

        return true;
    }

    /// <returns>The calls whose results the model waits for.</returns>
    private async Task<List<Message>> TakeTurnAsync()
    {
        int[] prompt = RenderPrompt();
        Turn turn;
        using (_interruption.Begin(out CancellationToken interruption))
        {
            turn = await Turn.RunAsync(_engine, _request with { Prompt = prompt }, new ChatTurnWriter(_output, IsTerminal), interruption);
        }

        foreach (Message message in turn.Messages)
        {
            _conversation.Add(message);
        }

        turn.WriteRemarks(_terminal);
        if (_showsStatistics)
        {
            WriteStatistics(turn.Usage);
        }

        return [.. turn.Messages.Where(message => message.IsToolCall)];
    }

    /// <summary>Where less than a quarter of the context is left for the answer, the earliest messages go, and half of it with
    /// them: what goes makes the engine read the rest anew.</summary>
    private int[] RenderPrompt()
    {
        int room = _engine.Description.ContextLength;
        _prompt.Render(_conversation);
        if (_prompt.Ids.Length > room - (room / 4) && HarmonyRenderer.TryFit(_conversation, room / 2, out Conversation? fitted))
        {
            _terminal.Error.WriteLine($"harmony: the conversation has {_prompt.Ids.Length} ids of {room}: its earliest messages are left out from here on");
            _conversation = fitted;
            _prompt.Render(_conversation);
        }

        return _prompt.Ids.ToArray();
    }

    private string? ReadLine(TextReader input, string prompt)
    {
        if (IsTerminal)
        {
            _output.Write(TurnWriter.Shown(prompt, isTerminal: true));
            _output.Flush();
        }

        return input.ReadLine();
    }

    private void WriteStatistics(TokenUsage usage)
    {
        string cached = usage.CachedTokens is { } count ? $"{count} cached" : "cached ones not told";
        string first = usage.TimeToFirstToken is { } time ? Invariant($", first after {time.TotalMilliseconds:F1} ms") : "";
        TimeSpan? decoding = usage.Duration - usage.TimeToFirstToken;
        string rate = usage.GeneratedTokens > 1 && decoding > TimeSpan.Zero ? Invariant($", then {(usage.GeneratedTokens - 1) / decoding.Value.TotalSeconds:F1} ids/s") : "";
        _terminal.Error.WriteLine($"{usage.PromptTokens} prompt ids ({cached}), {usage.GeneratedTokens} generated{first}{rate}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
