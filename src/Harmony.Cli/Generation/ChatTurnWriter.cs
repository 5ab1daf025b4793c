using System.Text;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>Writes a whole turn for a person: reasoning dim, calls in color, the answer plain. Without colors, a word before a
/// message says what it is.</summary>
internal sealed class ChatTurnWriter(TextWriter output, bool isTerminal) : TurnWriter(output)
{
    private const string Dim = "\e[2m";
    private const string Yellow = "\e[33m";
    private const string Plain = "\e[0m";

    public override void Write(in TurnEvent turnEvent)
    {
        switch (turnEvent.Kind)
        {
            case TurnEventKind.MessageStarted when turnEvent.MessageKind == MessageKind.Reasoning:
                Output.Write(isTerminal ? Dim : "analysis: ");
                break;
            case TurnEventKind.CallStarted:
                Output.Write(isTerminal ? Yellow : "call: ");
                WriteText(turnEvent.Header.Recipient);
                Output.Write(' ');
                break;
            case TurnEventKind.Reasoning or TurnEventKind.Text or TurnEventKind.ArgumentsDelta when !turnEvent.IsSeparator:
                WriteText(turnEvent.Text);
                break;
            case TurnEventKind.MessageEnded or TurnEventKind.CallEnded:
                Output.WriteLine(isTerminal && turnEvent.MessageKind is (MessageKind.Reasoning or MessageKind.Call) ? Plain : "");
                break;
        }
    }

    private void WriteText(ReadOnlySpan<byte> text) => Output.Write(Shown(Encoding.UTF8.GetString(text), isTerminal));
}
