using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Remembers the longest tokens that a text begins with at places of late: where tokens of nearly every length stand one in
/// another, a text repeats itself, and to compare is faster than to go through a long token byte by byte.
/// </summary>
/// <remarks>Of a fixed size: what wants the same entry goes over what was there.</remarks>
internal readonly unsafe ref struct LongestTokenMemory
{
    /// <summary>The number of entries.</summary>
    public const int Size = 1 << SizeBits;

    private const int SizeBits = 6;

    // The same as for the vocabulary's hash tables: odd and without structure.
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    private readonly VocabularyTable _vocabulary;
    private readonly byte* _end;
    private readonly Entry* _entries;

    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="end">The end of the text.</param>
    /// <param name="entries"><see cref="Size"/> empty entries, the caller's.</param>
    public LongestTokenMemory(VocabularyTable vocabulary, byte* end, Entry* entries)
    {
        _vocabulary = vocabulary;
        _end = end;
        _entries = entries;
    }

    /// <summary>The longest token that the text begins with at a place.</summary>
    public uint Find(byte* start)
    {
        // So many bytes decide, if there are as many.
        if (_end - start < VocabularyLayout.MaxTokenLength)
        {
            return TrieUnit.Token(_vocabulary.LongestToken(start, _end, out _));
        }

        // In bounds: of both places so many bytes can be read.
        Entry* entry = _entries + ((Unsafe.ReadUnaligned<ulong>(start) * GoldenRatio) >> (64 - SizeBits));
        if (entry->Start == null || !AreEqual(entry->Start, start))
        {
            entry->Start = start;
            entry->Token = TrieUnit.Token(_vocabulary.LongestToken(start, _end, out _));
        }

        return entry->Token;
    }

    private static bool AreEqual(byte* one, byte* other)
    {
        Vector256<byte> different = Vector256<byte>.Zero;
        for (int i = 0; i < VocabularyLayout.MaxTokenLength; i += Vector256<byte>.Count)
        {
            different |= Unsafe.ReadUnaligned<Vector256<byte>>(one + i) ^ Unsafe.ReadUnaligned<Vector256<byte>>(other + i);
        }

        return different == Vector256<byte>.Zero;
    }

    /// <summary>A place, and the token there.</summary>
    public struct Entry
    {
        public byte* Start;
        public uint Token;
    }
}
