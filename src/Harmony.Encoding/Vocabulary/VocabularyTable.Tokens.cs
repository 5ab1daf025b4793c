using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Harmony.Vocabulary.VocabularyLayout;

namespace Harmony.Vocabulary;

/// <content>From ids to bytes. What a token is stands in one number, so that the reads for one token wait for nothing that is
/// read for another.</content>
internal sealed unsafe partial class VocabularyTable
{
    /// <summary>A set bit in a length makes it one of <see cref="CopyWidth"/> and more.</summary>
    private const uint LongLengths = TokenLengthMask & ~(uint)(CopyWidth - 1);

    private const int Stride = 4;

    /// <summary>The bytes of an ordinary token: <paramref name="id"/> must be in 0 … <see cref="TokenCount"/> - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> TokenBytes(int id)
    {
        uint entry = TokenEntry(id);
        return new ReadOnlySpan<byte>(Start(_bytes, entry), Length(entry));
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
        Copy(Start(_bytes, entry), ref destination[..CopyWidth][0]);
        return Length(entry);
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
        uint* entries = _tokens;
        byte* bytes = _bytes;
        int roomEnd = destination.Length - MaxTokenLength;
        int written = 0;
        int i = 0;

        // In bounds: i is below the number of ids, ids below that of entries, and wherever something is written there is
        // room for MaxTokenLength bytes, which four tokens shorter than CopyWidth do not exceed, nor does one of any
        // length in steps of CopyWidth. So many bytes can be read wherever a step begins.
        fixed (int* id = ids)
        fixed (byte* start = destination)
        {
            while (written <= roomEnd)
            {
                if (i <= ids.Length - Stride && AreOrdinary(id + i))
                {
                    uint first = entries[id[i]];
                    uint second = entries[id[i + 1]];
                    uint third = entries[id[i + 2]];
                    uint fourth = entries[id[i + 3]];
                    if (((first | second | third | fourth) & LongLengths) == 0 && (first & second & third & fourth & required) == required)
                    {
                        Copy(Start(bytes, first), ref start[written]);
                        written += Length(first);
                        Copy(Start(bytes, second), ref start[written]);
                        written += Length(second);
                        Copy(Start(bytes, third), ref start[written]);
                        written += Length(third);
                        Copy(Start(bytes, fourth), ref start[written]);
                        written += Length(fourth);
                        i += Stride;
                        continue;
                    }
                }

                if (i == ids.Length || (uint)id[i] >= TokenCount || (entries[id[i]] & required) != required)
                {
                    break;
                }

                uint entry = entries[id[i]];
                int length = Length(entry);
                for (int copied = 0; copied < length; copied += CopyWidth)
                {
                    Copy(Start(bytes, entry) + copied, ref start[written + copied]);
                }

                written += length;
                i++;
            }
        }

        bytesWritten = written;
        return i;
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
        long sum = 0;
        uint common = WholeCharacters | AsciiOnly;
        int i = 0;

        // In bounds: i is below the number of ids, and ids below that of entries.
        fixed (int* id = ids)
        {
            for (; i <= ids.Length - Stride && AreOrdinary(id + i); i += Stride)
            {
                uint first = entries[id[i]];
                uint second = entries[id[i + 1]];
                uint third = entries[id[i + 2]];
                uint fourth = entries[id[i + 3]];
                uint all = first & second & third & fourth;
                if ((all & required) != required)
                {
                    break;
                }

                common &= all;
                sum += Length(first) + Length(second) + Length(third) + Length(fourth);
            }

            for (; i < ids.Length && (uint)id[i] < TokenCount && (entries[id[i]] & required) == required; i++)
            {
                common &= entries[id[i]];
                sum += Length(entries[id[i]]);
            }
        }

        byteCount = sum;
        flags = common;
        return i;
    }

    // In bounds: the caller has checked the id.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint TokenEntry(int id) => _tokens[id];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Start(byte* bytes, uint entry) => bytes + (entry >> TokenStartShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Length(uint entry) => (byte)entry;

    /// <summary>Whether four ids are ordinary tokens': neither they nor their distances to the last of these are negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreOrdinary(int* ids)
    {
        Vector128<int> four = Vector128.Load(ids);
        return (four | (Vector128.Create(TokenCount - 1) - four)).ExtractMostSignificantBits() == 0;
    }

    /// <summary>Copies <see cref="CopyWidth"/> bytes: nearly all tokens have less, and two registers cost less than a guess that
    /// fails at how long the next token is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* from, ref byte to)
    {
        Vector128<byte> low = Vector128.Load(from);
        Vector128<byte> high = Vector128.Load(from + Vector128<byte>.Count);
        low.StoreUnsafe(ref to);
        high.StoreUnsafe(ref to, (nuint)Vector128<byte>.Count);
    }
}
