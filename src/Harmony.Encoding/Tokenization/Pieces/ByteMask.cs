using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Harmony.Tokenization;

/// <summary>
/// Compares 64 bytes at once. The result has one bit for each byte, the lowest bit for the first.
/// </summary>
/// <remarks>
/// <para>Safety: each method reads the <see cref="Width"/> bytes from <c>bytes</c> on, in four or two parts that end with the last of
/// them. The caller must be able to read that many. A pointer does not know its length, so the condition is asserted where
/// windows are made, in <see cref="TextWindow"/>, and by <see cref="PieceSplitter"/> where it looks at bytes before it makes one.</para>
/// <para>There is no state, so that a compiler may keep the bytes in registers or read them again as operands of the comparisons.
/// The comparisons are signed, since the most common instruction sets have no others: a bias moves the beginning of the range to
/// the lowest number. <see cref="Unsafe"/> does the reading, since it is an intrinsic even for a compiler that must not inline
/// across assemblies, as <see cref="Vector256"/>'s own method is not.</para>
/// </remarks>
internal static unsafe class ByteMask
{
    /// <summary>The number of bytes that are read.</summary>
    public const int Width = 64;

    /// <summary>The bytes equal to <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Equal(byte* bytes, byte value)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<byte> values = Vector256.Create(value);
            return Join(Vector256.Equals(Unsafe.ReadUnaligned<Vector256<byte>>(bytes), values), Vector256.Equals(Unsafe.ReadUnaligned<Vector256<byte>>(bytes + 32), values));
        }

        Vector128<byte> narrow = Vector128.Create(value);
        return Join(
            Vector128.Equals(Unsafe.ReadUnaligned<Vector128<byte>>(bytes), narrow),
            Vector128.Equals(Unsafe.ReadUnaligned<Vector128<byte>>(bytes + 16), narrow),
            Vector128.Equals(Unsafe.ReadUnaligned<Vector128<byte>>(bytes + 32), narrow),
            Vector128.Equals(Unsafe.ReadUnaligned<Vector128<byte>>(bytes + 48), narrow));
    }

    /// <summary>The bytes equal to one of two values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EqualEither(byte* bytes, byte first, byte second)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<byte> low = Unsafe.ReadUnaligned<Vector256<byte>>(bytes);
            Vector256<byte> high = Unsafe.ReadUnaligned<Vector256<byte>>(bytes + 32);
            Vector256<byte> firsts = Vector256.Create(first);
            Vector256<byte> seconds = Vector256.Create(second);
            return Join(
                Vector256.Equals(low, firsts) | Vector256.Equals(low, seconds),
                Vector256.Equals(high, firsts) | Vector256.Equals(high, seconds));
        }

        return Equal(bytes, first) | Equal(bytes, second);
    }

    /// <summary>The bytes from <paramref name="first"/> to <paramref name="last"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong InRange(byte* bytes, byte first, byte last)
    {
        sbyte bias = unchecked((sbyte)(0x80 - first));
        sbyte limit = unchecked((sbyte)(0x80 + last - first + 1));
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<sbyte> biases = Vector256.Create(bias);
            Vector256<sbyte> limits = Vector256.Create(limit);
            return Join(
                Vector256.LessThan(Unsafe.ReadUnaligned<Vector256<sbyte>>(bytes) + biases, limits).AsByte(),
                Vector256.LessThan(Unsafe.ReadUnaligned<Vector256<sbyte>>(bytes + 32) + biases, limits).AsByte());
        }

        Vector128<sbyte> narrowBias = Vector128.Create(bias);
        Vector128<sbyte> narrowLimit = Vector128.Create(limit);
        return Join(
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes) + narrowBias, narrowLimit).AsByte(),
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes + 16) + narrowBias, narrowLimit).AsByte(),
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes + 32) + narrowBias, narrowLimit).AsByte(),
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes + 48) + narrowBias, narrowLimit).AsByte());
    }

    /// <summary>The bytes from 0x80 to <paramref name="limit"/> - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NotAsciiBelow(byte* bytes, byte limit)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<sbyte> limits = Vector256.Create(unchecked((sbyte)limit));
            return Join(
                Vector256.LessThan(Unsafe.ReadUnaligned<Vector256<sbyte>>(bytes), limits).AsByte(),
                Vector256.LessThan(Unsafe.ReadUnaligned<Vector256<sbyte>>(bytes + 32), limits).AsByte());
        }

        Vector128<sbyte> narrow = Vector128.Create(unchecked((sbyte)limit));
        return Join(
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes), narrow).AsByte(),
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes + 16), narrow).AsByte(),
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes + 32), narrow).AsByte(),
            Vector128.LessThan(Unsafe.ReadUnaligned<Vector128<sbyte>>(bytes + 48), narrow).AsByte());
    }

    /// <summary>The bytes from 0x80 on, which belong to characters of several bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong NotAscii(byte* bytes) =>
        Vector256.IsHardwareAccelerated
            ? Join(Unsafe.ReadUnaligned<Vector256<byte>>(bytes), Unsafe.ReadUnaligned<Vector256<byte>>(bytes + 32))
            : Join(Unsafe.ReadUnaligned<Vector128<byte>>(bytes), Unsafe.ReadUnaligned<Vector128<byte>>(bytes + 16), Unsafe.ReadUnaligned<Vector128<byte>>(bytes + 32), Unsafe.ReadUnaligned<Vector128<byte>>(bytes + 48));

    /// <summary>The first bytes of characters of several bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Leads(byte* bytes) => NotAscii(bytes) & ~NotAsciiBelow(bytes, 0xC0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Join(Vector128<byte> first, Vector128<byte> second, Vector128<byte> third, Vector128<byte> fourth)
    {
        uint low = first.ExtractMostSignificantBits() | (second.ExtractMostSignificantBits() << 16);
        uint high = third.ExtractMostSignificantBits() | (fourth.ExtractMostSignificantBits() << 16);
        return low | ((ulong)high << 32);
    }
}
