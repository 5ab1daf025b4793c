using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Harmony.Vocabulary.VocabularyLayout;

namespace Harmony.Vocabulary;

/// <content>From ids to bytes. What a token is stands in one number, so that the reads for one token wait for nothing that is
/// read for another.</content>
internal sealed unsafe partial class VocabularyTable
{
    // A set bit in a length makes it one of as many bytes as one register holds, or as two do, or more.
    private const uint MediumLengths = TokenLengthMask & ~(uint)((CopyWidth / 2) - 1);
    private const uint LongLengths = TokenLengthMask & ~(uint)(CopyWidth - 1);

    private const int Stride = 4;

    /// <summary>The bytes of an ordinary token: <paramref name="id"/> must be in 0 … <see cref="TokenCount"/> - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> TokenBytes(int id)
    {
        uint entry = TokenEntry(id);
        return new ReadOnlySpan<byte>(Start(_bytes, entry), (int)Length(entry));
    }

    /// <summary>Whether an ordinary token's bytes are whole characters, and so text by themselves.</summary>
    /// <param name="id">0 … <see cref="TokenCount"/> - 1: the caller has checked it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsWholeCharacters(int id) => (TokenEntry(id) & WholeCharacters) != 0;

    /// <summary>Copies the bytes of a token that is whole characters.</summary>
    /// <param name="id">0 … <see cref="TokenCount"/> - 1: the caller has checked it.</param>
    /// <param name="destination">At least <see cref="CopyWidth"/> bytes; those behind the token's may change.</param>
    /// <returns>The number of bytes, or 0: the token is longer than <see cref="CopyWidth"/>, or not whole characters.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryCopyWhole(int id, Span<byte> destination)
    {
        uint entry = TokenEntry(id);
        if ((entry & (WholeCharacters | LongLengths)) != WholeCharacters)
        {
            return 0;
        }

        // In bounds: the span's length is checked by the slice.
        fixed (byte* start = destination[..CopyWidth])
        {
            CopyTwo(Start(_bytes, entry), start);
        }

        return (int)Length(entry);
    }

    /// <summary>
    /// Copies the bytes of one ordinary token after another, until there is an id of another kind, a token without a flag,
    /// or less room than the longest token could need.
    /// </summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="destination">Takes the bytes; those behind them may change.</param>
    /// <param name="required">The flags that a token has to have, such as <see cref="WholeCharacters"/>; 0 for none.</param>
    /// <param name="bytesWritten">The number of bytes.</param>
    /// <returns>How many tokens.</returns>
    public int CopyTokens(ReadOnlySpan<int> ids, Span<byte> destination, uint required, out int bytesWritten)
    {
        bytesWritten = 0;
        if (destination.Length < MaxTokenLength)
        {
            return 0;
        }

        uint* entries = _tokens;
        byte* bytes = _bytes;

        // In bounds: id is below the end, what it points to below the number of entries, and wherever something is written
        // there is room for MaxTokenLength bytes, which four tokens shorter than CopyWidth do not exceed, nor does one of
        // any length in steps of CopyWidth. So many bytes can be read wherever a step begins.
        fixed (int* firstId = ids)
        fixed (byte* start = destination)
        {
            uint* id = (uint*)firstId;
            uint* end = id + ids.Length;
            uint* stridesEnd = StridesEnd(id, ids.Length);
            byte* to = start;
            byte* lastPlace = start + (destination.Length - MaxTokenLength);
            while (to <= lastPlace)
            {
                if (id < stridesEnd && AreOrdinary(id))
                {
                    uint first = entries[id[0]];
                    uint second = entries[id[1]];
                    uint third = entries[id[2]];
                    uint fourth = entries[id[3]];
                    uint any = first | second | third | fourth;
                    if ((any & LongLengths) == 0 && (required & ~(first & second & third & fourth)) == 0)
                    {
                        byte* toSecond = to + Length(first);
                        byte* toThird = toSecond + Length(second);
                        byte* toFourth = toThird + Length(third);
                        if ((any & MediumLengths) == 0)
                        {
                            CopyOne(Start(bytes, first), to);
                            CopyOne(Start(bytes, second), toSecond);
                            CopyOne(Start(bytes, third), toThird);
                            CopyOne(Start(bytes, fourth), toFourth);
                        }
                        else
                        {
                            CopyTwo(Start(bytes, first), to);
                            CopyTwo(Start(bytes, second), toSecond);
                            CopyTwo(Start(bytes, third), toThird);
                            CopyTwo(Start(bytes, fourth), toFourth);
                        }

                        to = toFourth + Length(fourth);
                        id += Stride;
                        continue;
                    }
                }

                if (id == end || *id >= TokenCount || (required & ~entries[*id]) != 0)
                {
                    break;
                }

                uint entry = entries[*id];
                nuint length = Length(entry);
                for (nuint copied = 0; copied < length; copied += CopyWidth)
                {
                    CopyTwo(Start(bytes, entry) + copied, to + copied);
                }

                to += length;
                id++;
            }

            bytesWritten = (int)(to - start);
            return (int)(id - (uint*)firstId);
        }
    }

    /// <summary>Adds up the lengths of one ordinary token after another, until there is an id of another kind or a token
    /// without a flag.</summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="required">The flags that a token has to have, such as <see cref="WholeCharacters"/>; 0 for none.</param>
    /// <param name="byteCount">The number of bytes.</param>
    /// <param name="flags">The flags that all of them have.</param>
    /// <returns>How many tokens.</returns>
    public int MeasureTokens(ReadOnlySpan<int> ids, uint required, out long byteCount, out uint flags)
    {
        uint* entries = _tokens;
        ulong sum = 0;
        uint common = WholeCharacters | AsciiOnly;

        // In bounds: id is below the end, and what it points to below the number of entries.
        fixed (int* firstId = ids)
        {
            uint* id = (uint*)firstId;
            uint* end = id + ids.Length;
            for (uint* stridesEnd = StridesEnd(id, ids.Length); id < stridesEnd && AreOrdinary(id); id += Stride)
            {
                uint first = entries[id[0]];
                uint second = entries[id[1]];
                uint third = entries[id[2]];
                uint fourth = entries[id[3]];
                uint all = first & second & third & fourth;
                if ((required & ~all) != 0)
                {
                    break;
                }

                common &= all;
                sum += Length(first) + Length(second) + (Length(third) + Length(fourth));
            }

            for (; id < end && *id < TokenCount && (required & ~entries[*id]) == 0; id++)
            {
                common &= entries[*id];
                sum += Length(entries[*id]);
            }

            byteCount = (long)sum;
            flags = common;
            return (int)(id - (uint*)firstId);
        }
    }

    // In bounds: the caller has checked the id.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint TokenEntry(int id) => _tokens[id];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Start(byte* bytes, uint entry) => bytes + (entry >> TokenStartShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Length(uint entry) => (byte)entry;

    /// <summary>Before this there are ids enough for one stride more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint* StridesEnd(uint* ids, int count) => count < Stride ? ids : ids + (count - (Stride - 1));

    /// <summary>Whether four ids are ordinary tokens': neither negative, nor so large that this sum is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreOrdinary(uint* ids)
    {
        var four = Unsafe.ReadUnaligned<Vector128<int>>(ids);
        return (four | (four + Vector128.Create(int.MaxValue - (TokenCount - 1)))).ExtractMostSignificantBits() == 0;
    }

    // Copies of a width that is known beforehand: what they write behind a token, the next one overwrites, and that costs less
    // than a guess that fails at how long the next token is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyOne(byte* from, byte* to) => Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<Vector128<byte>>(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyTwo(byte* from, byte* to)
    {
        var low = Unsafe.ReadUnaligned<Vector128<byte>>(from);
        var high = Unsafe.ReadUnaligned<Vector128<byte>>(from + (CopyWidth / 2));
        Unsafe.WriteUnaligned(to, low);
        Unsafe.WriteUnaligned(to + (CopyWidth / 2), high);
    }
}
