using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>Writes what a turn says to the user, and nothing else; several messages are parted by a blank line.</summary>
internal sealed class TextTurnWriter(TextWriter output, bool isTerminal) : TurnWriter(output)
{
    private bool _hasText;

    public override void End()
    {
        base.End();
        if (_hasText)
        {
            Output.WriteLine();
            Output.Flush();
        }
    }

    protected override void Begin(HarmonyHeader header)
    {
        if (Part == TurnPart.Answer && _hasText)
        {
            Output.WriteLine();
            Output.WriteLine();
        }
    }

    protected override void Write(string text)
    {
        if (Part == TurnPart.Answer)
        {
            _hasText = true;
            Output.Write(Shown(text, isTerminal));
        }
    }
}
