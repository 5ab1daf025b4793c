using System.Text;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>Writes the text of a turn for the user, and nothing else.</summary>
internal sealed class TextTurnWriter(TextWriter output, bool isTerminal) : TurnWriter(output)
{
    private bool _hasText;

    public override void Write(in TurnEvent turnEvent)
    {
        if (turnEvent.Kind == TurnEventKind.Text)
        {
            _hasText = true;
            Output.Write(Shown(Encoding.UTF8.GetString(turnEvent.Text), isTerminal));
        }
    }

    public override void End()
    {
        if (_hasText)
        {
            Output.WriteLine();
            Output.Flush();
        }
    }
}
