using System.Text;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>Writes all of a turn for a person: what the model thinks dim, its calls in a colour, its answer plain. Where there are
/// no colours, a word before it says what it is.</summary>
internal sealed class ChatTurnWriter(TextWriter output, bool isTerminal) : TurnWriter(output)
{
    private const string Dim = "\e[2m";
    private const string Yellow = "\e[33m";
    private const string Plain = "\e[0m";

    protected override void Begin(HarmonyHeader header)
    {
        string tool = Shown(Encoding.UTF8.GetString(header.Recipient), isTerminal);
        Output.Write((Part, isTerminal) switch
        {
            (TurnPart.Reasoning, true) => Dim,
            (TurnPart.Reasoning, false) => "analysis: ",
            (TurnPart.Call, true) => $"{Yellow}{tool} ",
            (TurnPart.Call, false) => $"call: {tool} ",
            _ => "",
        });
    }

    protected override void Write(string text)
    {
        if (Part != TurnPart.None)
        {
            Output.Write(Shown(text, isTerminal));
        }
    }

    protected override void EndMessage()
    {
        if (Part != TurnPart.None)
        {
            Output.WriteLine(isTerminal && Part != TurnPart.Answer ? Plain : "");
        }
    }
}
