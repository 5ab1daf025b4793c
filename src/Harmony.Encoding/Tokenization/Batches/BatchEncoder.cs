using System.Buffers;
using System.Numerics;
using System.Runtime.ExceptionServices;
using Harmony.Buffers;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Encodes many texts with several workers. The texts, one after another, are divided into blocks of about the same size: many short
/// texts, or a part of a long one. A worker that has finished a block claims the next one, and finished blocks are put into the
/// output in their order.
/// </summary>
/// <remarks>
/// A worker that is ahead does not wait for the others, but a block that is too far ahead of the output is not started. That limits
/// the number of buffers beside the output, whatever the texts are. Some worker is always working on the first block that is not
/// yet in the output, so waiting ends.
/// </remarks>
internal sealed class BatchEncoder<TTexts, T>
    where TTexts : struct, IBatchTexts<T>
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>A block's size in chars or bytes: large enough to make claiming cheap, and small enough to share work evenly.</summary>
    private const int BlockSize = 32 * 1024;

    private const int BlocksAheadOfEachWorker = 4;

    private readonly Lock _claiming = new();
    private readonly object _turn = new();
    private readonly TTexts _texts;
    private readonly SpecialTokenSet _allowed;
    private readonly CancellationToken _cancellation;
    private readonly int _workers;

    // Everything before this place in a text is claimed.
    private Place _next;
    private int _claimed;

    // Finished blocks that are not in the output yet, by block number modulo the number of blocks that may be ahead.
    private readonly (Block Block, TokenBuffer Ids)?[] _done;
    private readonly Stack<TokenBuffer> _free = [];
    private readonly TokenBuffer _output;
    private readonly int[] _ends;
    private int _written;
    private ExceptionDispatchInfo? _error;

    private BatchEncoder(TTexts texts, TokenBuffer output, SpecialTokenSet allowed, int maxDegreeOfParallelism, CancellationToken cancellation)
    {
        _texts = texts;
        _output = output;
        _allowed = allowed;
        _cancellation = cancellation;
        long size = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            size += texts[i].Length;
        }

        int most = maxDegreeOfParallelism == -1 ? Environment.ProcessorCount : maxDegreeOfParallelism;
        _workers = (int)Math.Clamp(size / BlockSize, 1, most);
        _done = new (Block, TokenBuffer)?[_workers * BlocksAheadOfEachWorker];
        _ends = ArrayPool<int>.Shared.Rent(texts.Count);
    }

    public static TokenBatch Encode(TTexts texts, SpecialTokenSet allowed, int maxDegreeOfParallelism, CancellationToken cancellation) =>
        new BatchEncoder<TTexts, T>(texts, new TokenBuffer(), allowed, maxDegreeOfParallelism, cancellation).Run();

    private TokenBatch Run()
    {
        if (_workers == 1)
        {
            Work();
        }
        else
        {
            Parallel.For(0, _workers, new ParallelOptions { MaxDegreeOfParallelism = _workers }, _ => Work());
        }

        foreach (TokenBuffer buffer in _free)
        {
            buffer.Dispose();
        }

        var batch = new TokenBatch(_output, _ends, _texts.Count);
        if (_error is not null)
        {
            batch.Dispose();
            foreach ((Block, TokenBuffer Ids)? done in _done)
            {
                done?.Ids.Dispose();
            }

            _error.Throw();
        }

        return batch;
    }

    private void Work()
    {
        TokenBuffer ids = TakeBuffer();
        try
        {
            while (TryClaim(out Block block))
            {
                Encode(block, ids);
                Write(block, ids);
                ids = TakeBuffer();
            }
        }
        catch (Exception error)
        {
            // Rethrown when all workers have ended. The others must not wait for this one's block.
            lock (_turn)
            {
                _error ??= ExceptionDispatchInfo.Capture(error);
                Monitor.PulseAll(_turn);
            }
        }

        ids.Dispose();
    }

    private TokenBuffer TakeBuffer()
    {
        lock (_turn)
        {
            return _free.TryPop(out TokenBuffer? buffer) ? buffer : new TokenBuffer();
        }
    }

    private bool TryClaim(out Block block)
    {
        _cancellation.ThrowIfCancellationRequested();
        lock (_claiming)
        {
            block = new Block(_claimed, _next, NextPlace());
            if (block.End == block.Start)
            {
                return false;
            }

            _next = block.End;
            _claimed++;
        }

        lock (_turn)
        {
            while (_error is null && block.Number - _written >= _done.Length)
            {
                Monitor.Wait(_turn);
            }

            return _error is null;
        }
    }

    private Place NextPlace()
    {
        Place place = _next;
        for (int left = BlockSize; left > 0 && place.Text < _texts.Count;)
        {
            ReadOnlySpan<T> text = _texts[place.Text];
            if (text.Length - place.Offset > left)
            {
                int end = TextParts.End(text, place.Offset, left, _allowed);
                return end < text.Length ? place with { Offset = end } : new Place(place.Text + 1, 0);
            }

            // One more, so that a block of empty texts ends too.
            left -= text.Length - place.Offset + 1;
            place = new Place(place.Text + 1, 0);
        }

        return place;
    }

    /// <summary>Encodes a block, and records where in it the ids of each text end that ends in it.</summary>
    private void Encode(Block block, TokenBuffer ids)
    {
        TokenWriter writer = TokenWriter.To(ids);
        int start = block.Start.Offset;
        for (int i = block.Start.Text; i < block.End.Text; i++)
        {
            TextParts.Encode(_texts[i][start..], _allowed, ref writer);
            _ends[i] = checked((int)writer.Count);
            start = 0;
        }

        if (block.End.Offset > 0)
        {
            TextParts.Encode(_texts[block.End.Text][start..block.End.Offset], _allowed, ref writer);
        }

        writer.Complete();
    }

    /// <summary>Puts a block and the finished ones after it into the output if all before it are there; otherwise keeps it.</summary>
    private void Write(Block block, TokenBuffer ids)
    {
        lock (_turn)
        {
            _done[block.Number % _done.Length] = (block, ids);
            while (_done[_written % _done.Length] is { } done)
            {
                int before = _output.Count;
                _output.Append(done.Ids.Span);
                for (int i = done.Block.Start.Text; i < done.Block.End.Text; i++)
                {
                    _ends[i] += before;
                }

                done.Ids.Clear();
                _free.Push(done.Ids);
                _done[_written % _done.Length] = null;
                _written++;
            }

            Monitor.PulseAll(_turn);
        }
    }

    /// <summary>A place in the texts: before the character at an offset of one of them.</summary>
    private readonly record struct Place(int Text, int Offset);

    private readonly record struct Block(int Number, Place Start, Place End);
}
