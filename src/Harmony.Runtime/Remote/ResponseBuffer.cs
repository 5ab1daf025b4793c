using System.Buffers;
using System.Runtime.CompilerServices;

namespace Harmony.Remote;

/// <summary>
/// The bytes of a response that have come and are not yet used up, in one rented array. It asks the connection for more only
/// when it is asked itself: a reader that is slow fills the connection's window, and the server waits.
/// </summary>
internal sealed class ResponseBuffer(Stream stream, IdleTimeout idle) : IDisposable
{
    /// <summary>
    /// What one event or one whole answer may take. A prompt of 131072 ids that is sent back is about one megabyte.
    /// </summary>
    public const int MaximumBytes = 64 << 20;

    private const int FirstBytes = 4 << 10;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _start;
    private int _end;

    /// <summary>What has come and is not used up; valid until the next <see cref="FillAsync"/>.</summary>
    public Span<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Takes the first <paramref name="count"/> of the unread bytes away.</summary>
    public void Consume(int count) => _start += count;

    /// <summary>Waits for more bytes. False: the response has ended.</summary>
    /// <exception cref="InvalidDataException">The unread bytes are more than <see cref="MaximumBytes"/>.</exception>
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
    /// Closes the connection although the response has not ended. Disposing the response alone would have HTTP/1.1 read on for
    /// a while, to use the connection again, and a server that generates would go on generating for nobody; a read that is
    /// cancelled while it waits ends the connection at once.
    /// </summary>
    public async ValueTask AbortAsync()
    {
        // A source of its own: a token that is cancelled already would end the read before it reaches the connection.
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
            // The connection is closed, which is what was wanted; or a stream of the caller's client failed in its own way,
            // such as one that decompresses, and nobody is left who reads it.
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

        // Moved down where that frees half, so that what is moved is paid for by what was read.
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
