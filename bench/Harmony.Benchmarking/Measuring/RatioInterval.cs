namespace Harmony.Benchmarking.Measuring;

/// <summary>A ratio with its 95 % confidence interval.</summary>
internal sealed record RatioInterval(double Ratio, double Low, double High)
{
    /// <summary>The number of standard deviations that enclose 95 % of a normal distribution.</summary>
    private const double Normal = 1.959964;

    /// <summary>Computes the geometric mean of independent ratios, with an interval from Student's distribution of their logarithms.</summary>
    /// <param name="ratios">The ratios; at least three.</param>
    public static RatioInterval Of(IReadOnlyList<double> ratios)
    {
        double[] logs = [.. ratios.Select(ratio => Math.Log(ratio))];
        double mean = logs.Average();
        double variance = logs.Sum(log => (log - mean) * (log - mean)) / (logs.Length - 1);
        double half = StudentQuantile(logs.Length - 1) * Math.Sqrt(variance / logs.Length);
        return new RatioInterval(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }

    /// <summary>The 97.5 % quantile, by its expansion in the inverse of the degrees of freedom (Abramowitz and Stegun, 26.7.5):
    /// 3 % too small for two degrees, 0.3 % for four.</summary>
    private static double StudentQuantile(int degrees)
    {
        double z = Normal, z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z, n = degrees;
        return z
            + ((z3 + z) / (4 * n))
            + (((5 * z5) + (16 * z3) + (3 * z)) / (96 * n * n))
            + (((3 * z7) + (19 * z5) + (17 * z3) - (15 * z)) / (384 * n * n * n));
    }
}
