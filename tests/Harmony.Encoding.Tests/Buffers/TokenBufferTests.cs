using Harmony.Buffers;

namespace Harmony.Tests.Buffers;

public class TokenBufferTests
{
    [Fact]
    public void Ids_stay_in_order_while_it_grows()
    {
        using var buffer = new TokenBuffer();
        for (int i = 0; i < 10_000; i++)
        {
            buffer.Add(i);
        }

        Assert.Equal(Enumerable.Range(0, 10_000), buffer.ToArray());
        Assert.Equal(buffer.ToArray(), buffer.Memory.Span);
        Assert.Equal(9_999, buffer[9_999]);
        Assert.Throws<IndexOutOfRangeException>(() => buffer[10_000]);
    }

    [Fact]
    public void Clear_keeps_the_memory()
    {
        using var buffer = new TokenBuffer();
        buffer.GetSpan(1_000);
        int room = buffer.GetSpan().Length;
        buffer.Advance(500);
        buffer.Clear();
        Assert.Equal(0, buffer.Count);
        Assert.Equal(room, buffer.GetSpan().Length);
    }

    [Fact]
    public void It_gives_the_room_that_is_asked_for()
    {
        using var buffer = new TokenBuffer();
        Assert.NotEqual(0, buffer.GetMemory().Length);
        Assert.True(buffer.GetSpan(100_000).Length >= 100_000);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.GetSpan(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(int.MaxValue));
    }

    [Fact]
    public void After_Dispose_it_is_empty_and_takes_nothing()
    {
        var buffer = new TokenBuffer();
        buffer.Add(1);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Equal(0, buffer.Count);
        Assert.Throws<ObjectDisposedException>(() => buffer.Add(1));
    }
}
