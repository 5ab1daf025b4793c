using Harmony.Buffers;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>What one event of a stream, or a whole answer, says. One object is used for all events of a generation.</summary>
/// <param name="vocabularySize">One more than the greatest id that an answer may have.</param>
internal sealed class AnswerEvent(int vocabularySize) : IDisposable
{
    public int VocabularySize => vocabularySize;

    /// <summary>All ids in it.</summary>
    public TokenBuffer Ids { get; } = new();

    /// <summary>How many of them, the first ones, events before it had too.</summary>
    public int RepeatedIds { get; set; }

    /// <summary>The ids that are new in it.</summary>
    public ReadOnlySpan<int> NewIds => Ids.Span[RepeatedIds..];

    /// <summary>How many ids of the same answer came before it.</summary>
    public int ReceivedBefore { get; set; }

    /// <summary>The last id of the same answer before it; null where there was none.</summary>
    public int? LastIdBefore { get; set; }

    /// <summary>Why the generation ended, where the event says that it has.</summary>
    public FinishReason? Finish { get; set; }

    /// <summary>How many of the prompt's ids were cached, where the event says so.</summary>
    public int? CachedTokens { get; set; }

    /// <summary>Why there is no answer, where the event says so.</summary>
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
