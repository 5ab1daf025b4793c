using Harmony.Buffers;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Benchmarks.WorstCases;

/// <summary>
/// Times the encoding of texts beside English, which is measured anew each time: the machine changes its speed. It is the
/// process's time on processors, since a text that takes long is more often interrupted by others than a short one.
/// </summary>
internal sealed class EncodeTimer(byte[] englishUtf8, string englishUtf16) : IDisposable
{
    private readonly TokenBuffer _ids = new();

    /// <summary>How many ids the last text had.</summary>
    public int TokenCount { get; private set; }

    /// <summary>Times UTF-8.</summary>
    /// <returns>The best times of some rounds, in nanoseconds a byte.</returns>
    public (double English, double Text) Utf8(byte[] text, SpecialTokenSet specials, int rounds)
    {
        (double english, double time) = (double.MaxValue, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            english = Math.Min(english, EncodeUtf8(englishUtf8, SpecialTokenSet.None));
            time = Math.Min(time, EncodeUtf8(text, specials));
        }

        return (english, time);
    }

    /// <summary>Times UTF-16.</summary>
    /// <returns>The best times of some rounds, in nanoseconds a byte: a character has two.</returns>
    public (double English, double Text) Utf16(string text, SpecialTokenSet specials, int rounds)
    {
        (double english, double time) = (double.MaxValue, double.MaxValue);
        for (int round = 0; round < rounds; round++)
        {
            english = Math.Min(english, EncodeUtf16(englishUtf16, SpecialTokenSet.None));
            time = Math.Min(time, EncodeUtf16(text, specials));
        }

        return (english, time);
    }

    public void Dispose() => _ids.Dispose();

    private double EncodeUtf8(byte[] text, SpecialTokenSet specials)
    {
        _ids.Clear();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        O200kTokenizer.Encode(text, _ids, specials);
        double nanoseconds = (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
        TokenCount = _ids.Count;
        return nanoseconds / text.Length;
    }

    private double EncodeUtf16(string text, SpecialTokenSet specials)
    {
        _ids.Clear();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        O200kTokenizer.Encode(text, _ids, specials);
        double nanoseconds = (Environment.CpuUsage.TotalTime - start).TotalNanoseconds;
        TokenCount = _ids.Count;
        return nanoseconds / (sizeof(char) * text.Length);
    }
}
