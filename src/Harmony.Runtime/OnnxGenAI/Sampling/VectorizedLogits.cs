using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Harmony.OnnxGenAI;

/// <summary>Vectorized loops over a whole row of logits, 200 thousand for each id.</summary>
/// <remarks>Fully optimized from the first call on: with tiered compilation, the first ids took 20 ms each.</remarks>
internal static class VectorizedLogits
{
    /// <summary>The number of values that are summed in 32 bits before the sum is added in 64 bits.</summary>
    private const int BlockLength = 4096;

    /// <summary>Gets the index of the greatest value, the first of several. NaN counts as the least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        ref float first = ref MemoryMarshal.GetReference(logits);
        float greatest = float.NegativeInfinity;
        int i = 0;
        if (logits.Length >= Vector256<float>.Count)
        {
            Vector256<float> all = Vector256.Create(float.NegativeInfinity);

            // In bounds: i + Count <= Length.
            for (; i <= logits.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                all = Vector256.MaxNumber(all, Vector256.LoadUnsafe(ref first, (nuint)i));
            }

            for (int lane = 0; lane < Vector256<float>.Count; lane++)
            {
                greatest = float.MaxNumber(greatest, all[lane]);
            }
        }

        for (; i < logits.Length; i++)
        {
            greatest = float.MaxNumber(greatest, logits[i]);
        }

        return Math.Max(logits.IndexOf(greatest), 0);
    }

    /// <summary>Gets the first index, from <paramref name="start"/> on, of a value that is at least <paramref name="least"/>; -1 if
    /// there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexOfAtLeast(ReadOnlySpan<float> logits, int start, float least)
    {
        ref float first = ref MemoryMarshal.GetReference(logits);
        Vector256<float> bar = Vector256.Create(least);
        int i = start;
        Debug.Assert(start >= 0, "The scan starts in the row or at its end.");

        // In bounds: 0 <= i and i + Count <= Length.
        for (; i <= logits.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            uint bits = Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)i), bar).ExtractMostSignificantBits();
            if (bits != 0)
            {
                return i + BitOperations.TrailingZeroCount(bits);
            }
        }

        for (; i < logits.Length; i++)
        {
            if (logits[i] >= least)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Turns logits into weights in place: exp((logit - greatest) / temperature), 1 for the greatest.</summary>
    /// <returns>The sum of the weights.</returns>
    public static double ToWeights(Span<float> logits, float greatest, float inverseTemperature)
    {
        double sum = 0;
        for (int start = 0; start < logits.Length; start += BlockLength)
        {
            sum += BlockToWeights(logits.Slice(start, Math.Min(BlockLength, logits.Length - start)), greatest, inverseTemperature);
        }

        return sum;
    }

    /// <summary>Gets the index at this position in the running sum of weights. Its weight is never 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int IndexAt(ReadOnlySpan<float> weights, double mass)
    {
        int start = 0;
        for (; weights.Length - start > BlockLength; start += BlockLength)
        {
            float block = SumOfBlock(weights.Slice(start, BlockLength));
            if (mass < block)
            {
                break;
            }

            mass -= block;
        }

        double sum = 0;
        for (int i = start; i < weights.Length; i++)
        {
            sum += weights[i];
            if (mass < sum)
            {
                return i;
            }
        }

        // The two sums round differently: a position beyond the end means the last weight above 0.
        return Math.Max(weights.LastIndexOfAnyExcept(0), 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumOfBlock(ReadOnlySpan<float> block)
    {
        ref float first = ref MemoryMarshal.GetReference(block);
        Vector256<float> sums = Vector256<float>.Zero;

        // In bounds: i + Count <= Length, since the length is a multiple of Count.
        Debug.Assert(block.Length == BlockLength && BlockLength % Vector256<float>.Count == 0, "IndexAt passes whole blocks.");
        for (int i = 0; i < block.Length; i += Vector256<float>.Count)
        {
            sums += Vector256.LoadUnsafe(ref first, (nuint)i);
        }

        return Vector256.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float BlockToWeights(Span<float> block, float greatest, float inverseTemperature)
    {
        ref float first = ref MemoryMarshal.GetReference(block);
        Vector256<float> sums = Vector256<float>.Zero;
        int i = 0;

        // In bounds: i + Count <= Length.
        for (; i <= block.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> weights = Exp((Vector256.LoadUnsafe(ref first, (nuint)i) - Vector256.Create(greatest)) * inverseTemperature);
            weights.StoreUnsafe(ref first, (nuint)i);
            sums += weights;
        }

        float sum = Vector256.Sum(sums);
        for (; i < block.Length; i++)
        {
            float weight = MathF.Exp((block[i] - greatest) * inverseTemperature);
            block[i] = weight > 0 ? weight : 0;
            sum += block[i];
        }

        return sum;
    }

    /// <summary>
    /// Computes e to the power of numbers that are at most 0, with an error of at most 2 units in the last place. The result is 0 if it
    /// is not a normal number, and for NaN. Uses the polynomial of the Cephes library, since Vector256.Exp computes in 64 bits and
    /// takes fourteen times as long.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Exp(Vector256<float> x)
    {
        Vector256<float> isNormal = Vector256.GreaterThan(x, Vector256.Create(-87.3f));
        Vector256<float> power = Vector256.Round(x * Vector256.Create(1.44269504f));

        // The logarithm of 2 in two parts: the product of the first with a small whole number is exact.
        Vector256<float> rest = Vector256.MultiplyAddEstimate(power, Vector256.Create(-0.693359375f), x);
        rest = Vector256.MultiplyAddEstimate(power, Vector256.Create(2.12194440e-4f), rest);
        Vector256<float> sum = Vector256.Create(1.9875691500e-4f);
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(1.3981999507e-3f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(8.3334519073e-3f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(4.1665795894e-2f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(1.6666665459e-1f));
        sum = Vector256.MultiplyAddEstimate(sum, rest, Vector256.Create(5.0000001201e-1f));
        sum = Vector256.MultiplyAddEstimate(sum, rest * rest, rest + Vector256<float>.One);
        Vector256<int> exponent = (Vector256.ConvertToInt32Native(power) + Vector256.Create(127)) << 23;
        return (sum * exponent.AsSingle()) & isNormal;
    }
}
