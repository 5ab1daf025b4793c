using System.Runtime.CompilerServices;

namespace Harmony.Remote;

/// <summary>
/// Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), as far as the engines use them: the
/// data of one event after the other, in the buffer that received the bytes. An event is complete at its empty line, however the
/// transfer was split. Comments and other fields are skipped.
/// </summary>
internal sealed class ServerSentEventReader(ResponseBuffer buffer)
{
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    // All three count from the first unread byte of the buffer, where the current event begins.
    private int _line;      // the start of the current line
    private int _searched;  // the position up to which the current line was searched for its end
    private int _dataStart; // the start of the event's data

    private int _dataLength;
    private bool _hasData;
    private bool _isComplete;
    private bool _hasBegun;

    /// <summary>The data of the last event read. Valid until the next read.</summary>
    public ReadOnlySpan<byte> Data => buffer.Unread.Slice(_dataStart, _dataLength);

    /// <summary>Moves to the next event if all of it has arrived.</summary>
    public bool TryRead()
    {
        if (!_hasBegun && !TryBegin())
        {
            return false;
        }

        StartEvent();
        Span<byte> unread = buffer.Unread;
        while (TryFindLineEnd(unread, out int end, out int next))
        {
            bool isEmpty = end == _line;
            if (!isEmpty)
            {
                TakeLine(unread, end);
            }

            _line = next;
            _searched = next;
            if (!isEmpty)
            {
                continue;
            }

            if (_hasData)
            {
                _isComplete = true;
                return true;
            }

            // Only comments, with which a server keeps a connection open during a prefill.
            buffer.Consume(next);
            _line = 0;
            _searched = 0;
            unread = buffer.Unread;
        }

        return false;
    }

    /// <summary>Moves to the next event. False at the end of the stream; an event without its empty line does not count.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync()
    {
        while (!TryRead())
        {
            if (!await buffer.FillAsync().ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Skips a byte order mark at the beginning of the stream. False if more bytes are needed to decide.</summary>
    private bool TryBegin()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        ReadOnlySpan<byte> unread = buffer.Unread;
        int length = Math.Min(unread.Length, mark.Length);
        bool isMark = unread[..length].SequenceEqual(mark[..length]);
        if (isMark && length < mark.Length)
        {
            return false;
        }

        if (isMark)
        {
            buffer.Consume(length);
        }

        _hasBegun = true;
        return true;
    }

    private void StartEvent()
    {
        if (!_isComplete)
        {
            return;
        }

        buffer.Consume(_line);
        _line = 0;
        _searched = 0;
        _dataStart = 0;
        _dataLength = 0;
        _hasData = false;
        _isComplete = false;
    }

    private bool TryFindLineEnd(ReadOnlySpan<byte> unread, out int end, out int next)
    {
        int found = unread[_searched..].IndexOfAny(LineFeed, CarriageReturn);
        end = _searched + found;
        next = end + 1;
        if (found < 0)
        {
            _searched = unread.Length;
            return false;
        }

        if (unread[end] == CarriageReturn)
        {
            // The next byte, which may not have arrived yet, decides whether a line feed belongs to it.
            if (next == unread.Length)
            {
                _searched = end;
                return false;
            }

            if (unread[next] == LineFeed)
            {
                next++;
            }
        }

        return true;
    }

    private void TakeLine(Span<byte> unread, int end)
    {
        ReadOnlySpan<byte> line = unread[_line..end];
        if (!line.StartsWith("data"u8) || (line.Length > 4 && line[4] != (byte)':'))
        {
            return;
        }

        int value = Math.Min(_line + 5, end);
        if (value < end && unread[value] == (byte)' ')
        {
            value++;
        }

        if (!_hasData)
        {
            _hasData = true;
            _dataStart = value;
            _dataLength = end - value;
            return;
        }

        // A further line of data is moved to follow the previous one, over bytes that have been read: "data:" and the line's end
        // are longer than the line feed that joins them.
        unread[_dataStart + _dataLength] = LineFeed;
        unread[value..end].CopyTo(unread[(_dataStart + _dataLength + 1)..]);
        _dataLength += 1 + end - value;
    }
}
