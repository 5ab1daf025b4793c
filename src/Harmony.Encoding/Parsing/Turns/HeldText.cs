namespace Harmony.Parsing;

/// <summary>Text that is held back until it is known that it is no part of a stop sequence.</summary>
/// <remarks>It stays short: shorter than the longest sequence and one more token.</remarks>
internal struct HeldText()
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>The number of bytes that can be taken.</summary>
    public int ReleasedLength { get; private set; }

    /// <summary>The stop sequence that was found, or null.</summary>
    public string? StopSequence { get; private set; }

    /// <summary>The number of bytes that cannot be taken.</summary>
    public readonly int HeldLength => _end - _start - ReleasedLength;

    /// <summary>Adds text, when all released text has been taken.</summary>
    public void Add(ReadOnlySpan<byte> text, StopSequences stops)
    {
        Append(text);
        ReleasedLength = stops.Find(_bytes.AsSpan(_start, _end - _start), out string? found);
        StopSequence = found;
    }

    /// <summary>Releases all text.</summary>
    public void Release() => ReleasedLength = _end - _start;

    /// <summary>Takes the released text, which is valid until text is added.</summary>
    public ReadOnlySpan<byte> Take()
    {
        ReadOnlySpan<byte> text = _bytes.AsSpan(_start, ReleasedLength);
        _start += ReleasedLength;
        ReleasedLength = 0;
        return text;
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> held = _bytes.AsSpan(_start, _end - _start);
        byte[] destination = held.Length + text.Length <= _bytes.Length ? _bytes : new byte[2 * (held.Length + text.Length)];
        held.CopyTo(destination);
        text.CopyTo(destination.AsSpan(held.Length));
        (_bytes, _start, _end) = (destination, 0, held.Length + text.Length);
    }
}
