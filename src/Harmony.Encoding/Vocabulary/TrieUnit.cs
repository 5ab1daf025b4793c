using System.Runtime.CompilerServices;

namespace Harmony.Vocabulary;

/// <summary>
/// A unit of the vocabulary's trie, as 64 bits: a beginning of some tokens, and what is known of the token that it is, if
/// it is one.
/// </summary>
/// <remarks>
/// The trie is a double array. Unit 0 is the empty beginning; the beginning that a byte makes longer is the unit at
/// <c>Base ^ byte</c>, if <see cref="Label"/> there is that byte. No two units with longer ones have the same base;
/// those without have 0. Unit 0 and empty units have the label 0xFF, which no beginning of more than one byte ends with, since
/// valid UTF-8 has no such byte.
/// <code>
/// 0-7   label    8-27  base    28-45  token + 1    48-63  right edge
/// </code>
/// </remarks>
internal static class TrieUnit
{
    public const int Size = sizeof(ulong);

    /// <summary>Bases differ from the places of their units in the lowest eight bits alone: so a table of whole blocks has
    /// every unit that can be asked for.</summary>
    public const int BlockSize = 256;

    public const ulong Empty = 0xFF;

    private const int BaseShift = 8;
    private const int TokenShift = 28;
    private const int EdgeShift = 48;
    private const uint BaseMask = (1u << (TokenShift - BaseShift)) - 1;

    public static ulong Create(byte label, int token, ushort rightEdge) =>
        label | ((ulong)(uint)(token + 1) << TokenShift) | ((ulong)rightEdge << EdgeShift);

    public static ulong WithBase(ulong unit, int childBase) => unit | ((ulong)(uint)childBase << BaseShift);

    /// <summary>The last byte of the beginning.</summary>
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
    /// Whether a part at the end of the token (not all of it) may merge with something that begins with a byte before that
    /// part is merged inside the token. If not, and if the token is the longest that the text there begins with, it stays
    /// whole whatever token follows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayMergeWith(ulong unit, byte next) => ((unit >> (EdgeShift + (next & 15))) & 1) != 0;

    /// <summary>The bit of the right edge for a byte. Sixteen bytes share each, so it may be set for nothing.</summary>
    public static ushort EdgeBit(byte next) => (ushort)(1 << (next & 15));
}
