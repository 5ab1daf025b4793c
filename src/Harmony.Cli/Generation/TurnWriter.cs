using System.Text;
using Harmony.Cli.Output;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>What a message of the model is for who reads it.</summary>
internal enum TurnPart
{
    /// <summary>Nothing: the model wrote as somebody else.</summary>
    None,

    /// <summary>What it thinks.</summary>
    Reasoning,

    /// <summary>What it says: an answer, or a preamble.</summary>
    Answer,

    /// <summary>A call of a tool.</summary>
    Call,
}

/// <summary>Writes a turn while its ids come.</summary>
internal abstract class TurnWriter(TextWriter output)
{
    private HarmonyReader _reader = new(Role.Assistant);

    protected TextWriter Output { get; } = output;

    /// <summary>The part that is written now.</summary>
    protected TurnPart Part { get; private set; }

    /// <summary>Takes ids as the model gives them. What they say is written at once.</summary>
    public virtual void Take(ReadOnlySpan<int> ids)
    {
        foreach (int id in ids)
        {
            _reader.Read(id);
            WriteEvents();
        }

        Output.Flush();
    }

    /// <summary>The model gives no more.</summary>
    public virtual void End()
    {
        _reader.End();
        WriteEvents();
        Output.Flush();
    }

    /// <summary>A message begins, and <see cref="Part"/> says which.</summary>
    protected abstract void Begin(HarmonyHeader header);

    /// <summary>Some of the message's text, in whole characters.</summary>
    protected abstract void Write(string text);

    /// <summary>The message is over.</summary>
    protected virtual void EndMessage()
    {
    }

    /// <summary>Text as a terminal may have it, or unchanged for a program.</summary>
    public static string Shown(string text, bool isTerminal) => isTerminal ? ColorConsole.Visible(text, keepsTabs: true) : text;

    private void WriteEvents()
    {
        while (_reader.TryNext(out HarmonyEvent next))
        {
            switch (next.Kind)
            {
                case HarmonyEventKind.MessageStarted:
                    Part = PartOf(next.Header);
                    Begin(next.Header);
                    break;
                case HarmonyEventKind.Text:
                    Write(Encoding.UTF8.GetString(next.Text));
                    break;
                case HarmonyEventKind.MessageEnded:
                    EndMessage();
                    break;
            }
        }
    }

    private static TurnPart PartOf(HarmonyHeader header) => header switch
    {
        { Role: not Role.Assistant } => TurnPart.None,
        { IsToolCall: true } => TurnPart.Call,
        _ when header.Channel.SequenceEqual("analysis"u8) => TurnPart.Reasoning,
        _ => TurnPart.Answer,
    };
}
