using System.Runtime.CompilerServices;

namespace Harmony.Vocabulary;

/// <summary>
/// A unit of the vocabulary's trie, as 64 bits: a prefix of one or more tokens, and the token that it is, if it is one.
/// </summary>
/// <remarks>
/// The trie is a double array. Unit 0 is the empty prefix. The prefix extended by a byte is the unit at <c>Base ^ byte</c>, if the
/// <see cref="Label"/> there is that byte. No two units with extensions have the same base; units without have the base 0. Unit 0
/// and empty units have the label 0xFF, with which no prefix of more than one byte ends, since valid UTF-8 has no such byte.
/// <code>
/// 0-7   label    8-27  base    28-45  token + 1    48-63  right edge
/// </code>
/// </remarks>
internal static class TrieUnit
{
    public const int Size = sizeof(ulong);

    /// <summary>A base and a byte lead to a unit that differs from the base only in the lowest eight bits, so a table of whole blocks
    /// has every unit that can be looked up.</summary>
    public const int BlockSize = 256;

    public const ulong Empty = 0xFF;

    private const int BaseShift = 8;
    private const int TokenShift = 28;
    private const int EdgeShift = 48;
    private const uint BaseMask = (1u << (TokenShift - BaseShift)) - 1;

    public static ulong Create(byte label, int token, ushort rightEdge) =>
        label | ((ulong)(uint)(token + 1) << TokenShift) | ((ulong)rightEdge << EdgeShift);

    public static ulong WithBase(ulong unit, int childBase) => unit | ((ulong)(uint)childBase << BaseShift);

    /// <summary>The last byte of the prefix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Label(ulong unit) => (byte)unit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Base(ulong unit) => (uint)(unit >> BaseShift) & BaseMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsToken(ulong unit) => (unit & ((ulong)VocabularyLayout.IdMask << TokenShift)) != 0;

    /// <summary>The token, if it is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Token(ulong unit) => ((uint)(unit >> TokenShift) & VocabularyLayout.IdMask) - 1;

    /// <summary>
    /// Whether a part at the end of the token (not all of it) may merge with something that begins with a byte, before that part is
    /// merged inside the token. If not, and if the token is the longest one at its place in the text, it remains whole whatever
    /// token follows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayMergeWith(ulong unit, byte next) => ((unit >> (EdgeShift + (next & 15))) & 1) != 0;

    /// <summary>The bit of the right edge for a byte. Sixteen bytes share a bit, so it may be set because of another one.</summary>
    public static ushort EdgeBit(byte next) => (ushort)(1 << (next & 15));
}
