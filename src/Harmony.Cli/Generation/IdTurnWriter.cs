using Harmony.Cli.Output;
using Harmony.Parsing;

namespace Harmony.Cli.Generation;

/// <summary>Writes the ids of a turn, one per line.</summary>
internal sealed class IdTurnWriter(TextWriter output) : TurnWriter(output)
{
    private int _written;

    public override void Write(in TurnEvent turnEvent)
    {
    }

    public override void Flush(ReadOnlySpan<int> ids)
    {
        IdWriter.WriteLines(ids[_written..], Output);
        _written = ids.Length;
        base.Flush(ids);
    }
}
