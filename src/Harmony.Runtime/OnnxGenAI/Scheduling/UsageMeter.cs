using System.Diagnostics;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>Measures the tokens and the time of a generation. Written by the engine's thread, read by any.</summary>
internal sealed class UsageMeter(int promptTokens)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _cached;
    private int _generated;
    private long _firstToken;
    private long _ended;
    private long _inModelAtFirstToken;
    private long _inModelAtEnd;

    public void RecordCached(int tokens) => Volatile.Write(ref _cached, tokens);

    /// <summary>Records a generated token.</summary>
    /// <param name="inModel">The ticks spent in calls of GenAI so far.</param>
    /// <returns>The number of generated tokens.</returns>
    public int RecordToken(long inModel)
    {
        if (_generated == 0)
        {
            _inModelAtFirstToken = inModel;
            Volatile.Write(ref _firstToken, Stopwatch.GetTimestamp());
        }

        Volatile.Write(ref _generated, _generated + 1);
        return _generated;
    }

    /// <summary>Records the end.</summary>
    /// <param name="inModel">The ticks spent in calls of GenAI.</param>
    public void RecordEnd(long inModel)
    {
        _inModelAtEnd = inModel;
        Volatile.Write(ref _ended, Stopwatch.GetTimestamp());
    }

    /// <inheritdoc cref="OnnxGeneration.TimeOutsideModel"/>
    public TimeSpan ReadTimeOutsideModel()
    {
        long first = Volatile.Read(ref _firstToken);
        long ended = Volatile.Read(ref _ended);
        return first == 0 || ended == 0 ? default : Stopwatch.GetElapsedTime(first + _inModelAtEnd - _inModelAtFirstToken, ended);
    }

    /// <summary>Gets the tokens and the time so far.</summary>
    public TokenUsage Read()
    {
        long first = Volatile.Read(ref _firstToken);
        long ended = Volatile.Read(ref _ended);
        return new TokenUsage(promptTokens, Volatile.Read(ref _generated))
        {
            CachedTokens = Volatile.Read(ref _cached),
            TimeToFirstToken = first == 0 ? null : Stopwatch.GetElapsedTime(_started, first),
            Duration = ended == 0 ? Stopwatch.GetElapsedTime(_started) : Stopwatch.GetElapsedTime(_started, ended),
        };
    }
}
