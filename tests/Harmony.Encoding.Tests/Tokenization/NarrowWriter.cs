using System.Buffers;

namespace Harmony.Tests.Tokenization;

/// <summary>A buffer writer whose spans are as short as it likes.</summary>
internal sealed class NarrowWriter<T>(int length, Action? beforeSpan = null) : IBufferWriter<T>
{
    private readonly T[] _span = new T[length];

    public List<T> Written { get; } = [];

    public void Advance(int count) => Written.AddRange(_span.AsSpan(0, count));

    public Memory<T> GetMemory(int sizeHint = 0) => _span;

    public Span<T> GetSpan(int sizeHint = 0)
    {
        beforeSpan?.Invoke();
        return _span;
    }
}
