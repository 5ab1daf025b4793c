using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Harmony.OnnxGenAI;

/// <summary>What is done with a whole row of logits, 200 thousand of them for each id.</summary>
internal static class VectorizedLogits
{
    /// <summary>How many numbers of a row are summed up in 32 bits before the sum goes into 64.</summary>
    private const int BlockLength = 4096;

    /// <summary>Where the greatest is; the first of several. Not a number counts as the least.</summary>
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

    /// <summary>The first place from a start on that is at least this; -1 if there is none.</summary>
    public static int IndexOfAtLeast(ReadOnlySpan<float> logits, int start, float least)
    {
        ref float first = ref MemoryMarshal.GetReference(logits);
        Vector256<float> bar = Vector256.Create(least);
        int i = start;

        // In bounds: i + Count <= Length.
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

    /// <summary>Logits become weights in place: exp((logit - greatest) / temperature), 1 for the greatest.</summary>
    /// <returns>Their sum.</returns>
    public static double ToWeights(Span<float> logits, float greatest, float inverseTemperature)
    {
        double sum = 0;
        for (int start = 0; start < logits.Length; start += BlockLength)
        {
            sum += BlockToWeights(logits.Slice(start, Math.Min(BlockLength, logits.Length - start)), greatest, inverseTemperature);
        }

        return sum;
    }

    /// <summary>Where this part of the sum of weights falls: never where the weight is 0.</summary>
    public static int IndexAt(ReadOnlySpan<float> weights, double mass)
    {
        int last = 0;
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                last = i;
                sum += weights[i];
                if (mass < sum)
                {
                    break;
                }
            }
        }

        return last;
    }

    private static float BlockToWeights(Span<float> block, float greatest, float inverseTemperature)
    {
        ref float first = ref MemoryMarshal.GetReference(block);
        Vector256<float> sums = Vector256<float>.Zero;
        int i = 0;

        // In bounds: i + Count <= Length.
        for (; i <= block.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> scaled = (Vector256.LoadUnsafe(ref first, (nuint)i) - Vector256.Create(greatest)) * inverseTemperature;
            Vector256<float> weights = Vector256.Exp(scaled);
            weights.StoreUnsafe(ref first, (nuint)i);
            sums += weights;
        }

        float sum = Vector256.Sum(sums);
        for (; i < block.Length; i++)
        {
            block[i] = MathF.Exp((block[i] - greatest) * inverseTemperature);
            sum += block[i];
        }

        return sum;
    }
}
