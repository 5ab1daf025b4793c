using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Harmony.Tokenization;

/// <summary>
/// A growing text, appended in chunks of UTF-16 or UTF-8 that may split characters, and kept as valid UTF-8 in rented memory. An
/// incomplete character at its end counts as U+FFFD until the rest of it, or something else, arrives.
/// </summary>
internal struct GrowingUtf8
{
    private const int MaxHeld = 3;
    private const int MaxUtf8BytesPerChar = 3;
    private const int MinimumCapacity = 1024;

    private byte[] _utf8;
    private int _settled;
    private int _settledChars;

    // The beginning of a character: bytes, or the first half of a surrogate pair, never both.
    private HeldBytes _heldBytes;
    private int _heldCount;
    private char _heldSurrogate;

    public GrowingUtf8() => _utf8 = [];

    /// <summary>The length of the text in UTF-16 code units.</summary>
    public readonly int CharLength => _settledChars + (HoldsBeginning ? 1 : 0);

    /// <summary>The number of bytes that no later text can change.</summary>
    public readonly int Settled => _settled;

    /// <summary>The text as it is now.</summary>
    public readonly ReadOnlySpan<byte> Utf8 => _utf8.AsSpan(0, _settled + (HoldsBeginning ? Replacement.Length : 0));

    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    private readonly bool HoldsBeginning => _heldCount > 0 || _heldSurrogate != 0;

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (_heldSurrogate != 0 && char.IsLowSurrogate(text[0]))
        {
            char high = _heldSurrogate;
            Release();
            new Rune(high, text[0]).EncodeToUtf8(Reserve(4));
            Settle(4, 2);
            text = text[1..];
        }

        SettleReplacement();
        if (!text.IsEmpty && char.IsHighSurrogate(text[^1]))
        {
            _heldSurrogate = text[^1];
            text = text[..^1];
        }

        Span<byte> room = Reserve(checked((text.Length * MaxUtf8BytesPerChar) + Replacement.Length));
        System.Text.Unicode.Utf8.FromUtf16(text, room, out _, out int written, replaceInvalidSequences: true, isFinalBlock: true);
        Settle(written, text.Length);
        WriteReplacement();
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return;
        }

        if (_heldSurrogate != 0)
        {
            SettleReplacement();
        }

        utf8 = ContinueHeld(utf8);
        if (Rune.DecodeLastFromUtf8(utf8, out _, out int begun) == OperationStatus.NeedMoreData && !utf8.IsEmpty)
        {
            utf8[^begun..].CopyTo(_heldBytes);
            _heldCount = begun;
            utf8 = utf8[..^begun];
        }

        if (System.Text.Unicode.Utf8.IsValid(utf8))
        {
            utf8.CopyTo(Reserve(checked(utf8.Length + Replacement.Length)));
            Settle(utf8.Length, Encoding.UTF8.GetCharCount(utf8));
        }
        else
        {
            while (!utf8.IsEmpty)
            {
                Rune.DecodeFromUtf8(utf8, out Rune rune, out int consumed);
                SettleRune(rune);
                utf8 = utf8[consumed..];
            }
        }

        WriteReplacement();
    }

    /// <summary>Keeps the first <paramref name="charLength"/> code units, fewer than there are.</summary>
    public void Truncate(int charLength)
    {
        Release();
        Span<char> pair = stackalloc char[2];
        while (_settledChars > charLength)
        {
            Rune.DecodeLastFromUtf8(_utf8.AsSpan(0, _settled), out Rune last, out int length);
            _settled -= length;
            _settledChars -= last.Utf16SequenceLength;
            if (_settledChars < charLength)
            {
                // Half of a pair is kept.
                last.EncodeToUtf16(pair);
                _heldSurrogate = pair[0];
            }
        }

        WriteReplacement();
    }

    public void Dispose()
    {
        byte[] utf8 = _utf8;
        this = new GrowingUtf8();
        if (utf8.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Completes or ends the held sequence.</summary>
    /// <returns>The remaining bytes.</returns>
    private ReadOnlySpan<byte> ContinueHeld(ReadOnlySpan<byte> utf8)
    {
        if (_heldCount == 0)
        {
            return utf8;
        }

        int held = _heldCount;
        Span<byte> begun = stackalloc byte[MaxHeld + MaxHeld];
        ((ReadOnlySpan<byte>)_heldBytes)[..held].CopyTo(begun);
        int more = Math.Min(utf8.Length, MaxHeld);
        utf8[..more].CopyTo(begun[held..]);
        if (Rune.DecodeFromUtf8(begun[..(held + more)], out Rune rune, out int consumed) == OperationStatus.NeedMoreData)
        {
            begun[..(held + more)].CopyTo(_heldBytes);
            _heldCount = held + more;
            return default;
        }

        // What is held could have become a character, so it is consumed, with or without some of the new bytes.
        Release();
        SettleRune(rune);
        return utf8[(consumed - held)..];
    }

    private void Release()
    {
        _heldCount = 0;
        _heldSurrogate = '\0';
    }

    /// <summary>Makes the held beginning a U+FFFD for good.</summary>
    private void SettleReplacement()
    {
        if (HoldsBeginning)
        {
            Release();
            SettleRune(Rune.ReplacementChar);
        }
    }

    private void SettleRune(Rune rune)
    {
        int length = rune.EncodeToUtf8(Reserve(4));
        Settle(length, rune.Utf16SequenceLength);
    }

    private void Settle(int bytes, int chars)
    {
        _settled += bytes;
        _settledChars += chars;
    }

    /// <summary>Writes U+FFFD for the held beginning after the settled text.</summary>
    private void WriteReplacement()
    {
        if (HoldsBeginning)
        {
            Replacement.CopyTo(Reserve(Replacement.Length));
        }
    }

    private Span<byte> Reserve(int room)
    {
        if (room > _utf8.Length - _settled)
        {
            int capacity = (int)Math.Clamp(2L * _utf8.Length, MinimumCapacity, Array.MaxLength);
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, checked(_settled + room)));
            _utf8.AsSpan(0, _settled).CopyTo(larger);
            if (_utf8.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_utf8);
            }

            _utf8 = larger;
        }

        return _utf8.AsSpan(_settled);
    }

    [InlineArray(MaxHeld)]
    private struct HeldBytes
    {
        private byte _first;
    }
}
