using System.Text;

namespace Harmony.Parsing;

/// <summary>Collects the events of one turn into a <see cref="TurnResult"/>. Not thread-safe.</summary>
public sealed class TurnCollector
{
    private readonly List<TurnMessage> _messages = [];
    private readonly List<HarmonyDiagnostic> _diagnostics = [];
    private StringBuilder? _text;
    private StringBuilder? _reasoning;

    /// <summary>Adds an event.</summary>
    /// <param name="turnEvent">The next event. Every event of the turn has to be added, in order.</param>
    public void Add(in TurnEvent turnEvent)
    {
        switch (turnEvent.Kind)
        {
            case TurnEventKind.MessageStarted when turnEvent.MessageKind == MessageKind.Reasoning:
                _reasoning ??= new StringBuilder();
                break;
            case TurnEventKind.MessageStarted:
                _text ??= new StringBuilder();
                break;
            case TurnEventKind.Reasoning:
                _reasoning!.Append(Encoding.UTF8.GetString(turnEvent.Text));
                break;
            case TurnEventKind.Text:
                _text!.Append(Encoding.UTF8.GetString(turnEvent.Text));
                break;
            case TurnEventKind.MessageEnded:
            case TurnEventKind.CallEnded when !turnEvent.IsCut:
                _messages.Add(new TurnMessage(turnEvent.MessageKind, turnEvent.ToMessage()));
                break;
            case TurnEventKind.Diagnostic:
                _diagnostics.Add(turnEvent.Diagnostic);
                break;
        }
    }

    /// <summary>Gets the turn.</summary>
    /// <param name="finishReason">Why the turn is over.</param>
    /// <param name="stopSequence">The stop sequence that ended the answer, or null.</param>
    public TurnResult ToResult(TurnFinishReason finishReason, string? stopSequence = null) => new(finishReason)
    {
        Messages = _messages,
        Text = _text?.ToString(),
        Reasoning = _reasoning?.ToString(),
        Diagnostics = _diagnostics,
        StopSequence = stopSequence,
    };

    internal void AddAll(TurnReader reader)
    {
        while (reader.TryNext(out TurnEvent next))
        {
            Add(next);
        }
    }
}
