using System.Diagnostics;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>Counts what a generation takes: written by the engine's thread, read by any.</summary>
internal sealed class UsageMeter(int promptIds)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _cached;
    private int _generated;
    private long _firstId;
    private long _ended;
    private long _inModelAtFirstId;
    private long _inModelAtEnd;

    public void NoteCached(int ids) => Volatile.Write(ref _cached, ids);

    /// <param name="inModel">How long calls of GenAI have taken by now.</param>
    /// <returns>How many ids there are now.</returns>
    public int NoteId(long inModel)
    {
        if (_generated == 0)
        {
            _inModelAtFirstId = inModel;
            Volatile.Write(ref _firstId, Stopwatch.GetTimestamp());
        }

        Volatile.Write(ref _generated, _generated + 1);
        return _generated;
    }

    /// <param name="inModel">How long calls of GenAI have taken.</param>
    public void NoteEnd(long inModel)
    {
        _inModelAtEnd = inModel;
        Volatile.Write(ref _ended, Stopwatch.GetTimestamp());
    }

    public TokenUsage Read()
    {
        long first = Volatile.Read(ref _firstId);
        long ended = Volatile.Read(ref _ended);
        return new TokenUsage(promptIds, Volatile.Read(ref _generated))
        {
            CachedTokens = Volatile.Read(ref _cached),
            TimeToFirstToken = first == 0 ? null : Stopwatch.GetElapsedTime(_started, first),
            OutsideModel = first == 0 || ended == 0 ? default : Stopwatch.GetElapsedTime(first + _inModelAtEnd - _inModelAtFirstId, ended),
            Duration = ended == 0 ? Stopwatch.GetElapsedTime(_started) : Stopwatch.GetElapsedTime(_started, ended),
        };
    }
}
