using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Harmony.Tokenization;

/// <summary>
/// Finds the end of the most common piece, an ASCII word, sixteen bytes at once. <see cref="PreTokenizer"/> is the
/// definition, and decides wherever this does not.
/// </summary>
/// <remarks>
/// In ASCII, alternatives 1 and 2 of the pattern without a contraction are
/// <c>[^\r\n\p{L}\p{N}]? [A-Z]* [a-z]*</c> with at least one letter. What follows must not go on with the word: another
/// letter or mark, which only a byte from 0x80 on could begin, or an apostrophe.
/// </remarks>
internal static unsafe class AsciiWord
{
    /// <summary>The length of the piece at <paramref name="start"/>, or 0 if it may be another one.</summary>
    /// <param name="start">Where the piece begins.</param>
    /// <param name="end">The end of the text: only bytes before it are read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(byte* start, byte* end)
    {
        if (end - start < Vector128<byte>.Count)
        {
            return 0;
        }

        Vector128<byte> bytes = Vector128.Load(start);
        uint lower = InRange(bytes, (byte)'a').ExtractMostSignificantBits();
        uint upper = InRange(bytes, (byte)'A').ExtractMostSignificantBits();

        // A prefix is any ASCII but letters, digits and line breaks.
        uint first = *start;
        int prefix = 0;
        if (((lower | upper) & 1) == 0)
        {
            if (first >= 0x80 || first - '0' <= 9 || first is '\r' or '\n')
            {
                return 0;
            }

            prefix = 1;
        }

        int afterUpper = prefix + BitOperations.TrailingZeroCount(~(upper >> prefix));
        int length = afterUpper + BitOperations.TrailingZeroCount(~(lower >> afterUpper));

        // Sixteen bytes have no bits above the sixteenth, so that a run of letters ends there at the latest.
        return length == prefix || length == Vector128<byte>.Count || start[length] is >= 0x80 or (byte)'\'' ? 0 : length;
    }

    /// <summary>All bits of the bytes that are one of the 26 letters from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> InRange(Vector128<byte> bytes, byte first) =>
        Vector128.LessThan(bytes - Vector128.Create(first), Vector128.Create((byte)26));
}
