using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Caches the longest tokens at recent places of a text. Where tokens of nearly every length begin with each other, a text repeats
/// itself, and comparing is faster than walking a long token byte by byte.
/// </summary>
/// <remarks>The size is fixed: a new entry overwrites the one in its place.</remarks>
internal readonly unsafe ref struct LongestTokenCache
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
    /// <param name="entries"><see cref="Size"/> empty entries in the caller's memory.</param>
    public LongestTokenCache(VocabularyTable vocabulary, byte* end, Entry* entries)
    {
        _vocabulary = vocabulary;
        _end = end;
        _entries = entries;
    }

    /// <summary>The longest token that the text begins with at a place before its end.</summary>
    public uint Find(byte* start)
    {
        // MaxTokenLength bytes decide, if there are as many.
        if (_end - start < VocabularyLayout.MaxTokenLength)
        {
            return TrieUnit.Token(_vocabulary.LongestToken(start, _end, out _));
        }

        // In bounds: MaxTokenLength bytes can be read here and at every place that an entry has.
        ulong place = (Unsafe.ReadUnaligned<ulong>(start) * GoldenRatio) >> (64 - SizeBits);
        Debug.Assert(place < Size, "A hash of SizeBits bits is the number of an entry.");
        Entry* entry = _entries + place;
        Debug.Assert(entry->Start == null || _end - entry->Start >= VocabularyLayout.MaxTokenLength, "An entry's place was found here.");
        if (entry->Start == null || !AreEqual(entry->Start, start))
        {
            entry->Start = start;
            entry->Token = TrieUnit.Token(_vocabulary.LongestToken(start, _end, out _));
        }

        return entry->Token;
    }

    /// <summary>Compares <see cref="VocabularyLayout.MaxTokenLength"/> bytes.</summary>
    private static bool AreEqual(byte* one, byte* other)
    {
        Vector256<byte> different = Vector256<byte>.Zero;
        for (int i = 0; i < VocabularyLayout.MaxTokenLength; i += Vector256<byte>.Count)
        {
            different |= Unsafe.ReadUnaligned<Vector256<byte>>(one + i) ^ Unsafe.ReadUnaligned<Vector256<byte>>(other + i);
        }

        return different == Vector256<byte>.Zero;
    }

    /// <summary>A place of the text, and the longest token there.</summary>
    public struct Entry
    {
        public byte* Start;
        public uint Token;
    }
}
