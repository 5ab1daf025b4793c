using System.Buffers;
using System.Runtime.CompilerServices;

namespace Harmony.Remote;

/// <summary>
/// The bytes of a response that have arrived and are not yet consumed, in one rented array. Reads from the connection only when its
/// own reader asks for more: a slow reader fills the connection's window, and the server waits.
/// </summary>
internal sealed class ResponseBuffer(Stream stream, IdleTimeout idle) : IDisposable
{
    /// <summary>The maximum length of one event or one whole answer. A server that echoes a prompt of 131072 tokens sends about one
    /// megabyte.</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>The length of the first array. So small in Debug that the tests go through growing and moving.</summary>
    private const int FirstBytes =
#if DEBUG
        16;
#else
        4 << 10;
#endif

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _end;

    /// <summary>The bytes that have arrived and are not consumed. Valid until the next <see cref="FillAsync"/>.</summary>
    public Span<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Consumes the first <paramref name="count"/> unread bytes.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Waits for more bytes. False at the end of the response.</summary>
    /// <exception cref="InvalidDataException">There are at least as many unread bytes as <see cref="MaximumBytes"/>.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync()
    {
        MakeRoom();
        ValueTask<int> read = stream.ReadAsync(_bytes.AsMemory(_end), idle.Token);
        int count;
        if (read.IsCompleted)
        {
            count = await read.ConfigureAwait(false);
        }
        else
        {
            idle.Start();
            count = await read.ConfigureAwait(false);
            idle.Stop();
        }

        _end += count;
        return count > 0;
    }

    /// <summary>
    /// Closes the connection before the end of the response. If only the response were disposed, HTTP/1.1 would keep reading for a
    /// while to reuse the connection, and the server would keep generating. Cancelling a read that is waiting closes the
    /// connection at once.
    /// </summary>
    public async ValueTask AbortAsync()
    {
        // A new source: a token that is already cancelled would end the read before it reaches the connection.
        using var abort = new CancellationTokenSource();
        try
        {
            while (true)
            {
                ValueTask<int> read = stream.ReadAsync(_bytes, abort.Token);
                if (!read.IsCompleted)
                {
                    await abort.CancelAsync().ConfigureAwait(false);
                }

                if (await read.ConfigureAwait(false) == 0)
                {
                    return;
                }
            }
        }
        catch (Exception)
        {
            // The connection is closed, as intended; or a stream of the caller's client failed, such as one that decompresses, and
            // nobody reads it any more.
        }
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _start = 0;
        _end = 0;
        ArrayPool<byte>.Shared.Return(bytes);
        stream.Dispose();
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }

        if (_end < _bytes.Length)
        {
            return;
        }

        int length = _end - _start;
        if (length >= MaximumBytes)
        {
            throw new InvalidDataException($"the server sent {length} bytes without the end of an event");
        }

        // Moved to the front only if that frees half of the array, so that the cost is bounded by the bytes consumed.
        if (_start >= _bytes.Length / 2)
        {
            _bytes.AsSpan(_start, length).CopyTo(_bytes);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(_start, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        _start = 0;
        _end = length;
    }
}
