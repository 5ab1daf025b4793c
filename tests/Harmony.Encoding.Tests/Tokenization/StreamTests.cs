using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

public class StreamTests
{
    /// <summary>Texts of several parts: bytes in whole and broken sequences, with and without safe boundaries.</summary>
    private static readonly Gen<(byte[] Utf8, int Step)> Cases =
        from units in Gen.Frequency((3, from text in TextCases.Text select Encoding.UTF8.GetBytes(text)), (1, TextCases.Bytes)).ListOf(4)
        from tails in Gen.Elements("", " ", "\n\n", "<|end|>", "<|reserved_200014|>").ListOf(4)
        from step in Gen.Elements(1_000, 4_096, 65_536, 100_003)
        select (Long([.. units.Zip(tails, (unit, tail) => (byte[])[.. unit, .. Encoding.UTF8.GetBytes(tail)])]), step);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_stream_has_the_ids_of_its_text() => Properties.Check(Cases, 20, test =>
    {
        string text = Encoding.UTF8.GetString(test.Utf8);
        foreach (SpecialTokenSet specials in (SpecialTokenSet[])[SpecialTokenSet.None, SpecialTokenSet.All])
        {
            int[] expected = O200kTokenizer.Encode(text, specials);
            Assert.Equal(expected, Wait(EncodeAsync(O200kTokenizer.EncodeAsync(new ChunkStream(test.Utf8, test.Step), specials, Cancellation))));
            Assert.Equal(expected, Wait(EncodeAsync(O200kTokenizer.EncodeAsync(PipeReader.Create(new ChunkStream(test.Utf8, test.Step)), specials, Cancellation))));
            Assert.Equal(expected.Length, Wait(O200kTokenizer.CountTokensAsync(new ChunkStream(test.Utf8, test.Step), specials, Cancellation).AsTask()));
            Assert.Equal(expected.Length, Wait(O200kTokenizer.CountTokensAsync(PipeReader.Create(new ChunkStream(test.Utf8, test.Step)), specials, Cancellation).AsTask()));
        }
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Chunks_may_cut_through_anything(int step)
    {
        byte[] utf8 = [.. Encoding.UTF8.GetBytes("naïve 人工智能 😀 <|end|> don't"), 0xE2, 0x82, (byte)'x', 0xF0, 0x9F, 0x98];
        int[] expected = O200kTokenizer.Encode(Encoding.UTF8.GetString(utf8), SpecialTokenSet.All);
        Assert.Equal(expected, await EncodeAsync(O200kTokenizer.EncodeAsync(new ChunkStream(utf8, step), SpecialTokenSet.All, Cancellation)));
    }

    [Fact]
    public async Task A_long_text_comes_in_blocks_of_which_one_is_held_at_a_time()
    {
        // 64 MB of text, of which no buffer is long enough to hold a hundredth.
        byte[] unit = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 100)));
        const int Count = 15_000;
        int longest = 0;
        long ids = 0;
        await foreach (ReadOnlyMemory<int> block in O200kTokenizer.EncodeAsync(new RepeatingStream(unit, Count), cancellationToken: Cancellation))
        {
            longest = Math.Max(longest, block.Length);
            ids += block.Length;
        }

        int each = O200kTokenizer.CountTokens(string.Concat(Enumerable.Repeat(Encoding.UTF8.GetString(unit), 2))) - O200kTokenizer.CountTokens(unit);
        Assert.Equal(O200kTokenizer.CountTokens(unit) + ((Count - 1L) * each), ids);
        Assert.InRange(longest, 1, 128 * 1024);
    }

    [Fact]
    public void What_is_allocated_does_not_grow_with_the_text()
    {
        OptimizedBuild.SkipWithout();
        byte[] unit = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 100)));
        long allocated = long.MaxValue;
        for (int i = 0; i < 10 && allocated > 10_000; i++)
        {
            // The stream never waits, so that all is done by this thread.
            using var text = new RepeatingStream(unit, 1_000);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Wait(O200kTokenizer.CountTokensAsync(text, cancellationToken: Cancellation).AsTask());
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(allocated <= 10_000, $"{allocated} bytes allocated for 4.5 MB of text");
    }

    [Fact]
    public async Task A_stream_is_left_open_and_a_pipe_to_its_caller()
    {
        using var stream = new MemoryStream("Hello"u8.ToArray());
        Assert.Equal(1, await O200kTokenizer.CountTokensAsync(stream, cancellationToken: Cancellation));
        Assert.True(stream.CanRead);

        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("Hello"u8.ToArray(), Cancellation);
        await pipe.Writer.CompleteAsync();
        Assert.Equal(1, await O200kTokenizer.CountTokensAsync(pipe.Reader, cancellationToken: Cancellation));
        Assert.True((await pipe.Reader.ReadAsync(Cancellation)).IsCompleted);
        await pipe.Reader.CompleteAsync();
    }

    [Fact]
    public async Task What_ends_the_reading_is_the_callers_error()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await O200kTokenizer.CountTokensAsync(new MemoryStream([1]), null, cancelled.Token));

        var pipe = new Pipe();
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await O200kTokenizer.CountTokensAsync(pipe.Reader, cancellationToken: Cancellation));
        Assert.Throws<ArgumentNullException>(() => O200kTokenizer.EncodeAsync((Stream)null!, cancellationToken: Cancellation));
        Assert.Throws<ArgumentNullException>(() => O200kTokenizer.EncodeAsync((PipeReader)null!, cancellationToken: Cancellation));
    }

    private static T Wait<T>(Task<T> task)
    {
#pragma warning disable xUnit1031 // Properties are checked synchronously, and the streams of these tests never wait.
        return task.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
    }

    private static async Task<int[]> EncodeAsync(IAsyncEnumerable<ReadOnlyMemory<int>> blocks)
    {
        var ids = new List<int>();
        await foreach (ReadOnlyMemory<int> block in blocks)
        {
            ids.AddRange(block.Span);
        }

        return [.. ids];
    }

    private static byte[] Long(byte[][] units)
    {
        var text = new MemoryStream();
        foreach (byte[] unit in units)
        {
            for (int i = 0; i < 40_000 / Math.Max(unit.Length, 1); i++)
            {
                text.Write(unit);
            }
        }

        return text.ToArray();
    }

    /// <summary>Gives at most so many bytes at a time.</summary>
    private sealed class ChunkStream(byte[] content, int step) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }

    /// <summary>The same bytes again and again.</summary>
    private sealed class RepeatingStream(byte[] unit, int count) : MemoryStream
    {
        private readonly long _length = (long)unit.Length * count;
        private long _place;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadOnlyMemory<byte> rest = unit.AsMemory((int)(_place % unit.Length));
            int read = (int)Math.Min(Math.Min(rest.Length, buffer.Length), _length - _place);
            rest[..read].CopyTo(buffer);
            _place += read;
            return new(read);
        }
    }
}
