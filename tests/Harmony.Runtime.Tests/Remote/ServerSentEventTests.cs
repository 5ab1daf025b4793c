using System.Text;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>Events are found wherever the transfer was cut.</summary>
public class ServerSentEventTests
{
    [Fact]
    public async Task A_recorded_stream_cut_into_pieces_of_any_size_gives_the_same_events()
    {
        var recording = Recording.Load("completions/interval-5-stream");
        string[] expected = [.. recording.Events.Select(text => text["data: ".Length..^2])];
        Assert.Contains(expected, data => data.Contains("👋", StringComparison.Ordinal)); // so that characters are cut, too

        for (int size = 1; size <= 40; size++)
        {
            Assert.Equal(expected, await ReadAllAsync(recording.Response, size));
        }
    }

    [Theory]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n")]
    [InlineData("data: a\r\rdata: b\r\r")]
    [InlineData("data:a\n\ndata:b\n\n")]
    [InlineData(": ping\n\ndata: a\n\n: ping\n\n: ping\n\ndata: b\n\n")]
    [InlineData("event: x\nid: 7\ndata: a\nretry: 5\n\n\n\ndata: b\n\n")]
    public async Task Any_line_end_comments_and_other_fields_are_understood(string text)
    {
        for (int size = 1; size <= 8; size++)
        {
            Assert.Equal(["a", "b"], await ReadAllAsync(Encoding.UTF8.GetBytes(text + "\n"), size));
        }
    }

    [Fact]
    public async Task Several_lines_of_data_are_one_event()
    {
        for (int size = 1; size <= 8; size++)
        {
            Assert.Equal(["{\n\"a\": 1\n}", "", "b"], await ReadAllAsync("data: {\ndata: \"a\": 1\nx: y\ndata: }\n\ndata\n\ndata: b\n\n"u8.ToArray(), size));
        }
    }

    [Theory]
    [InlineData("\uFEFFdata: a\n\ndata: b\n\n", "a", "b")]
    [InlineData("\uFEFF: ping\n\ndata: a\n\n\uFEFFdata: b\n\ndata: c\n\n", "a", "c")] // only at the beginning it is a mark
    [InlineData("\uFEFEdata: a\n\ndata: b\n\n", "b")] // two of its three bytes
    public async Task A_byte_order_mark_at_the_beginning_is_passed_over(string text, params string[] expected)
    {
        for (int size = 1; size <= 8; size++)
        {
            Assert.Equal(expected, await ReadAllAsync(Encoding.UTF8.GetBytes(text), size));
        }
    }

    [Fact]
    public async Task An_event_without_its_empty_line_is_none() =>
        Assert.Equal(["a"], await ReadAllAsync("data: a\n\ndata: b\n"u8.ToArray(), 100));

    [Fact]
    public async Task An_event_that_never_ends_is_refused()
    {
        using var idle = new IdleTimeout(TimeSpan.FromSeconds(20), TimeProvider.System, default);
        using var buffer = new ResponseBuffer(new EndlessStream(), idle);
        var events = new ServerSentEventReader(buffer);

        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(async () => await events.ReadAsync());

        Assert.Contains("without the end of an event", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_a_recorded_stream_allocates_nothing()
    {
        OptimizedBuild.SkipWithout();
        byte[] stream = Recording.Load("completions/usage-stream").Response;
        using var answer = new AnswerEvent(201088);
        using var idle = new IdleTimeout(TimeSpan.FromSeconds(20), TimeProvider.System, default);
        using var bytes = new MemoryStream(stream);
        using var buffer = new ResponseBuffer(bytes, idle);
        var events = new ServerSentEventReader(buffer);
        int warm = ReadAll(events, answer, bytes);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int ids = 0;
        for (int round = 0; round < 20; round++)
        {
            ids += ReadAll(events, answer, bytes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(20 * warm, ids);
        Assert.True(warm > 20);
    }

    private static int ReadAll(ServerSentEventReader events, AnswerEvent answer, MemoryStream bytes)
    {
        bytes.Position = 0;
        int ids = 0;
        while (true)
        {
            ValueTask<bool> read = events.ReadAsync();
            if (!read.IsCompletedSuccessfully || !read.Result)
            {
                return ids;
            }

            if (!events.Data.SequenceEqual("[DONE]"u8))
            {
                answer.Clear();
                ServerProtocol.VllmCompletions.ReadAnswer(events.Data, answer);
                ids += answer.NewIds.Length;
            }
        }
    }

    private static async Task<List<string>> ReadAllAsync(byte[] bytes, int size)
    {
        using var idle = new IdleTimeout(TimeSpan.FromSeconds(20), TimeProvider.System, default);
        using var buffer = new ResponseBuffer(new PiecewiseStream(bytes, size), idle);
        var events = new ServerSentEventReader(buffer);
        List<string> found = [];
        while (await events.ReadAsync())
        {
            found.Add(Encoding.UTF8.GetString(events.Data));
        }

        return found;
    }

    private sealed class PiecewiseStream(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'x');
            return new ValueTask<int>(buffer.Length);
        }
    }
}
