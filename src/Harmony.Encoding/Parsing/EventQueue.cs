using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Harmony.Parsing;

/// <summary>An event in the queue: everything but the spans.</summary>
internal struct QueuedEvent
{
    public HarmonyEventKind Kind;
    public byte Detail;
    public long FirstId;
    public long TokenCount;
}

/// <summary>The events of one id, in order.</summary>
internal struct EventQueue
{
    /// <summary>
    /// The maximum number of events of one id: a missing start, broken text, a diagnostic for each of the nine codes that
    /// <see cref="HeaderParser"/> reports, one for the end of the header, and the beginning, text and end of a message.
    /// </summary>
    private const int Capacity = 16;

    private Events _events;
    private int _count;
    private int _next;

    public readonly bool IsEmpty => _next == _count;

    public void Clear()
    {
        _count = 0;
        _next = 0;
    }

    public void Add(HarmonyEventKind kind, byte detail, long firstId, long idCount)
    {
        Debug.Assert(_count < Capacity, "An id causes more events than there is room for.");
        ref QueuedEvent added = ref _events[_count++];
        added.Kind = kind;
        added.Detail = detail;
        added.FirstId = firstId;
        added.TokenCount = idCount;
    }

    [UnscopedRef]
    public ref readonly QueuedEvent Take() => ref _events[_next++];

    [InlineArray(Capacity)]
    private struct Events
    {
        private QueuedEvent _first;
    }
}
