using Harmony.Cli.Output;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>Writes a turn's ids, one a line.</summary>
internal sealed class IdTurnWriter(TextWriter output) : TurnWriter(output)
{
    public override void Take(ReadOnlySpan<int> ids)
    {
        IdWriter.WriteLines(ids, Output);
        Output.Flush();
    }

    public override void End()
    {
    }

    protected override void Begin(HarmonyHeader header)
    {
    }

    protected override void Write(string text)
    {
    }
}
