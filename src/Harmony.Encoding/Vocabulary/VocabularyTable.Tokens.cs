using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Harmony.Vocabulary.VocabularyLayout;

namespace Harmony.Vocabulary;

/// <content>From ids to bytes. One number describes a token, so that the reads for one token do not depend on those for
/// another.</content>
internal sealed unsafe partial class VocabularyTable
{
    // A length with one of these bits is that of as many bytes as one register holds, or as two hold, or more.
    private const uint MediumLengths = TokenLengthMask & ~(uint)((CopyWidth / 2) - 1);
    private const uint LongLengths = TokenLengthMask & ~(uint)(CopyWidth - 1);

    private const int Stride = 4;

    /// <summary>The bytes of an ordinary token.</summary>
    /// <param name="id">0 to <see cref="TokenCount"/> - 1: the caller has checked it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> TokenBytes(int id)
    {
        uint entry = TokenEntry(id);
        return new ReadOnlySpan<byte>(Start(_bytes, entry), (int)Length(entry));
    }

    /// <summary>Whether an ordinary token's bytes are whole characters, and so text by themselves.</summary>
    /// <param name="id">0 to <see cref="TokenCount"/> - 1: the caller has checked it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsWholeCharacters(int id) => (TokenEntry(id) & WholeCharacters) != 0;

    /// <summary>Copies the bytes of a token that is whole characters.</summary>
    /// <param name="id">0 to <see cref="TokenCount"/> - 1: the caller has checked it.</param>
    /// <param name="destination">At least <see cref="CopyWidth"/> bytes. Those after the token's may change.</param>
    /// <returns>The number of bytes, or 0 if the token has <see cref="CopyWidth"/> bytes or more, or is not whole characters.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryCopyWhole(int id, Span<byte> destination)
    {
        uint entry = TokenEntry(id);
        if ((entry & (WholeCharacters | LongLengths)) != WholeCharacters)
        {
            return 0;
        }

        // In bounds: the slice checks the span's length, and CopyWidth bytes can be read where a token begins.
        fixed (byte* start = destination[..CopyWidth])
        {
            CopyTwo(Start(_bytes, entry), start);
        }

        return (int)Length(entry);
    }

    /// <summary>
    /// Copies the bytes of one ordinary token after another, until there is an id of another kind, a token without a required flag,
    /// or less room than the longest token could need.
    /// </summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="destination">Receives the bytes. Bytes after them may change.</param>
    /// <param name="required">The flags that a token must have, such as <see cref="WholeCharacters"/>; 0 for none.</param>
    /// <param name="bytesWritten">The number of bytes.</param>
    /// <returns>The number of tokens copied.</returns>
    public int CopyTokens(ReadOnlySpan<int> ids, Span<byte> destination, uint required, out int bytesWritten)
    {
        bytesWritten = 0;
        if (destination.Length < MaxTokenLength)
        {
            return 0;
        }

        uint* entries = _tokens;
        byte* bytes = _bytes;

        // In bounds: id is before the end, and the number it points to below the number of entries. Where something is written
        // there is room for MaxTokenLength bytes, which four tokens shorter than CopyWidth do not exceed, nor one token of any
        // length in steps of CopyWidth. CopyWidth bytes can be read where a step begins.
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
                        Debug.Assert(toFourth + CopyWidth <= lastPlace + MaxTokenLength, "Four tokens shorter than CopyWidth have room.");
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
            Debug.Assert(bytesWritten <= destination.Length && id <= end, "Bytes and ids are inside their spans.");
            return (int)(id - (uint*)firstId);
        }
    }

    /// <summary>Adds up the lengths of one ordinary token after another, until there is an id of another kind or a token without
    /// a required flag.</summary>
    /// <param name="ids">Any numbers.</param>
    /// <param name="required">The flags that a token must have, such as <see cref="WholeCharacters"/>; 0 for none.</param>
    /// <param name="byteCount">The number of bytes.</param>
    /// <param name="flags">The flags that all of them have.</param>
    /// <returns>The number of tokens measured.</returns>
    public int MeasureTokens(ReadOnlySpan<int> ids, uint required, out long byteCount, out uint flags)
    {
        uint* entries = _tokens;
        ulong sum = 0;
        uint common = WholeCharacters | AsciiOnly;

        // In bounds: id is before the end, and the number it points to below the number of entries.
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint TokenEntry(int id)
    {
        // In bounds: the caller has checked the id.
        Debug.Assert((uint)id < TokenCount, "The id is that of an ordinary token.");
        return _tokens[id];
    }

    // In bounds: an entry is the builder's, and CopyWidth bytes follow the last token's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Start(byte* bytes, uint entry) => bytes + (entry >> TokenStartShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nuint Length(uint entry) => (byte)entry;

    /// <summary>Before this place there are enough ids for one more stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint* StridesEnd(uint* ids, int count) => count < Stride ? ids : ids + (count - (Stride - 1));

    /// <summary>Whether four ids are those of ordinary tokens: neither negative, nor so large that the sum is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreOrdinary(uint* ids)
    {
        var four = Unsafe.ReadUnaligned<Vector128<int>>(ids);
        return (four | (four + Vector128.Create(int.MaxValue - (TokenCount - 1)))).ExtractMostSignificantBits() == 0;
    }

    // Copies of a constant width: the next token overwrites what they write after a token, which costs less than a mispredicted
    // branch on the next token's length.
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
