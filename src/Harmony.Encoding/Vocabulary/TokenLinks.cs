using System.Runtime.CompilerServices;

namespace Harmony.Vocabulary;

/// <summary>
/// What merging needs to know of a token, as 64 bits: the two tokens it was merged from, the longest other token that it begins
/// with, and its length; then 32 bits, the left edge.
/// </summary>
/// <remarks>
/// <code>
/// 0-17  left    18-35  right    36-53  prefix    54-61  length
/// </code>
/// A single byte is its own left and right.
/// </remarks>
internal static class TokenLinks
{
    public const int Size = sizeof(ulong) + sizeof(uint);

    /// <summary>The prefix of a token that begins with no other token.</summary>
    public const uint NoPrefix = VocabularyLayout.IdMask;

    private const int RightShift = VocabularyLayout.IdBits;
    private const int PrefixShift = 2 * VocabularyLayout.IdBits;
    private const int LengthShift = 3 * VocabularyLayout.IdBits;

    public static ulong Create(int left, int right, uint prefix, int length) =>
        (uint)left | ((ulong)(uint)right << RightShift) | ((ulong)prefix << PrefixShift) | ((ulong)(uint)length << LengthShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Left(ulong links) => (uint)links & VocabularyLayout.IdMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Right(ulong links) => (uint)(links >> RightShift) & VocabularyLayout.IdMask;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Prefix(ulong links) => (uint)(links >> PrefixShift) & VocabularyLayout.IdMask;

    /// <summary>The token's length in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(ulong links) => (int)(links >> LengthShift);

    /// <summary>
    /// Whether a part at the token's beginning, or all of it, may merge with something that ends with a byte, before that part is
    /// merged inside the token.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool MayMergeWith(uint leftEdge, byte before) => ((leftEdge >> (before & 31)) & 1) != 0;

    /// <summary>The bit of the left edge for a byte. Eight bytes share a bit, so it may be set because of another one.</summary>
    public static uint EdgeBit(byte before) => 1u << (before & 31);
}
