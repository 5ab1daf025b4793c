using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

public class TokenChannelTests
{
    [Fact]
    public async Task Ids_come_in_order_whoever_is_quicker()
    {
        using var room = new ManualResetEventSlim();
        var channel = new TokenChannel(room.Set, () => { });
        const int count = 200_000;
        var writer = new Thread(() =>
        {
            for (int id = 0; id < count; id++)
            {
                while (!channel.HasRoom)
                {
                    room.Wait();
                    room.Reset();
                }

                channel.Publish(id);
            }

            channel.Complete(null);
        });
        writer.Start();
        var ids = new int[24];
        int next = 0;
        using var cancellation = new CancellationTokenSource();
        while (await channel.ReadAsync(ids.AsMemory(0, 1 + (next % 24)), cancellation.Token) is > 0 and int read)
        {
            for (int i = 0; i < read; i++)
            {
                Assert.Equal(next++, ids[i]);
            }
        }

        writer.Join();
        Assert.Equal(count, next);
        Assert.True(channel.IsAtEnd);
        Assert.Equal(0, await channel.ReadAsync(ids, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_error_comes_after_the_ids_before_it()
    {
        var channel = new TokenChannel(() => { }, () => { });
        channel.Publish(5);
        channel.Complete(new TimeoutException());
        Assert.Equal(1, await channel.ReadAsync(new int[4], TestContext.Current.CancellationToken));
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<TimeoutException>(async () => await channel.ReadAsync(new int[4], TestContext.Current.CancellationToken));
        }

        Assert.False(channel.IsAtEnd);
    }

    [Fact]
    public async Task A_cancelled_read_after_a_good_end_says_that_it_is_the_end()
    {
        int cancelled = 0;
        var channel = new TokenChannel(() => { }, () => cancelled++);
        channel.Publish(5);
        channel.Complete(null);
        Assert.Equal(1, await channel.ReadAsync(new int[4], TestContext.Current.CancellationToken));
        Assert.Equal(0, await channel.ReadAsync(new int[4], new CancellationToken(canceled: true)));
        Assert.True(channel.IsAtEnd);
        Assert.Equal(0, cancelled);
    }

    [Fact]
    public async Task A_cancelled_read_before_all_was_read_is_cancelled()
    {
        var channel = new TokenChannel(() => { }, () => { });
        channel.Publish(5);
        channel.Complete(null);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await channel.ReadAsync(new int[4], new CancellationToken(canceled: true)));
        Assert.False(channel.IsAtEnd);
    }

    [Fact]
    public async Task One_reader_reads_at_a_time_into_some_room()
    {
        var channel = new TokenChannel(() => { }, () => { });
        ValueTask<int> first = channel.ReadAsync(new int[4], TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await channel.ReadAsync(new int[4], TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentException>(async () => await channel.ReadAsync(Memory<int>.Empty, TestContext.Current.CancellationToken));
        channel.Publish(1);
        Assert.Equal(1, await first);
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_and_tells_the_engine()
    {
        int cancelled = 0;
        var channel = new TokenChannel(() => { }, () => cancelled++);
        using var cancellation = new CancellationTokenSource();
        ValueTask<int> read = channel.ReadAsync(new int[4], cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        Assert.Equal(1, cancelled);
        channel.Publish(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await channel.ReadAsync(new int[4], TestContext.Current.CancellationToken));
    }
}
