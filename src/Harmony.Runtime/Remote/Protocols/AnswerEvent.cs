using Harmony.Buffers;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>The content of one event of a stream, or of a whole answer. A single instance serves all events of a generation.</summary>
/// <param name="vocabularySize">The number of ids that the model knows: an answer may have the ids below it.</param>
internal sealed class AnswerEvent(int vocabularySize) : IDisposable
{
    public int VocabularySize => vocabularySize;

    /// <summary>All ids of the event.</summary>
    public TokenBuffer Ids { get; } = new();

    /// <summary>The number of ids, the first ones, that earlier events had too.</summary>
    public int RepeatedIds { get; set; }

    /// <summary>The ids that are new in the event.</summary>
    public ReadOnlySpan<int> NewIds => Ids.Span[RepeatedIds..];

    /// <summary>The number of ids of the same answer before the event.</summary>
    public int ReceivedBefore { get; set; }

    /// <summary>The last id of the same answer before the event, or null if there was none.</summary>
    public int? LastIdBefore { get; set; }

    /// <summary>The reason why the generation ended, if the event has one.</summary>
    public FinishReason? Finish { get; set; }

    /// <summary>The number of prompt tokens that were cached, if the event reports it.</summary>
    public int? CachedTokens { get; set; }

    /// <summary>The error, if the event has one.</summary>
    public ServerError? Error { get; set; }

    public void Clear()
    {
        Ids.Clear();
        RepeatedIds = 0;
        Finish = null;
        CachedTokens = null;
        Error = null;
    }

    public void Dispose() => Ids.Dispose();
}
