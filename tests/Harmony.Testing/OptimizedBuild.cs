namespace Harmony.Testing;

/// <summary>What only an optimized build promises: that a path allocates nothing.</summary>
public static class OptimizedBuild
{
    /// <summary>Skips the test in a Debug build, where the compiler makes an object of each asynchronous call.</summary>
    public static void SkipWithout()
    {
#if DEBUG
        Assert.Skip("A Debug build allocates: run this test with -c Release.");
#endif
    }
}
