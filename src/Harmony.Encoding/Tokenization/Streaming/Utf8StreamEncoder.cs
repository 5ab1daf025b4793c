using System.Buffers;
using System.IO.Pipelines;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Encodes UTF-8 text that arrives in chunks. Only the text after the last safe boundary is held.
/// </summary>
internal sealed class Utf8StreamEncoder : IDisposable
{
    /// <summary>The number of bytes from which on text is encoded, and the number read from a stream at once.</summary>
    public const int PartSize = 64 * 1024;

    private readonly SpecialTokenSet _allowed;
    private byte[] _held = [];
    private int _length;

    /// <summary>There is no safe boundary before this place.</summary>
    private int _searched;

    private bool _isCompleted;

    public Utf8StreamEncoder(SpecialTokenSet allowed) => _allowed = allowed;

    /// <summary>Reads until there is a part to encode.</summary>
    /// <returns>The number of bytes that can be encoded; 0 at the end of the text.</returns>
    public async ValueTask<int> ReadPartAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (!_isCompleted)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCanceled)
            {
                throw new OperationCanceledException("The pipe's pending read was cancelled.");
            }

            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                segment.Span.CopyTo(Reserve(segment.Length));
                _length += segment.Length;
            }

            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                _isCompleted = true;
                return _length;
            }

            if (_length - _searched >= PartSize && FindEnd() is var end and > 0)
            {
                return end;
            }
        }

        return 0;
    }

    /// <summary>Encodes the part that <see cref="ReadPartAsync"/> found, and keeps the rest.</summary>
    public void Encode(int length, TokenBuffer ids)
    {
        TokenWriter writer = TokenWriter.To(ids);
        TextEncoder.Encode(_held.AsSpan(0, length), _allowed, ref writer);
        writer.Complete();
        Release(length);
    }

    /// <summary>Counts the tokens of the part that <see cref="ReadPartAsync"/> found, and keeps the rest.</summary>
    public long Count(int length)
    {
        long count = TextParts.Count<byte>(_held.AsSpan(0, length), _allowed);
        Release(length);
        return count;
    }

    public void Dispose()
    {
        if (_held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_held);
            _held = [];
        }
    }

    private void Release(int length)
    {
        _held.AsSpan(length, _length - length).CopyTo(_held);
        _length -= length;
        _searched = 0;
    }

    /// <summary>The last safe boundary of the held text, or 0.</summary>
    private int FindEnd()
    {
        // A special's name may continue in the next chunk; a boundary followed by room for a name is in no incomplete name.
        int last = _length - (_allowed.IsEmpty ? 1 : SpecialTokens.MaxNameLength);
        int boundary = SafeBoundary.FindLast(EmbeddedVocabulary.Table, _held.AsSpan(0, _length), _searched, last);
        _searched = last;
        return boundary <= 0 ? 0 : _allowed.AfterNameAt<byte>(_held.AsSpan(0, _length), boundary);
    }

    private Span<byte> Reserve(int room)
    {
        if (room > _held.Length - _length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + room), (int)Math.Min(2L * _held.Length, Array.MaxLength)));
            _held.AsSpan(0, _length).CopyTo(larger);
            Dispose();
            _held = larger;
        }

        return _held.AsSpan(_length);
    }
}
