using Harmony.Cli.Output;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>Writes a turn as it comes.</summary>
internal abstract class TurnWriter(TextWriter output)
{
    protected TextWriter Output { get; } = output;

    /// <summary>Writes the next event.</summary>
    public abstract void Write(in TurnEvent turnEvent);

    /// <summary>Makes what was written visible.</summary>
    /// <param name="ids">All ids of the turn so far.</param>
    public virtual void Flush(ReadOnlySpan<int> ids) => Output.Flush();

    /// <summary>Ends the turn, which may have failed.</summary>
    public virtual void End()
    {
    }

    /// <summary>Gets text as a terminal can show it, or unchanged for a program.</summary>
    public static string Shown(string text, bool isTerminal) => isTerminal ? ColorConsole.Visible(text, keepsTabs: true) : text;
}
