namespace Harmony.Testing;

/// <summary>The tests that only an optimized build passes: those that count allocated bytes.</summary>
public static class OptimizedBuild
{
    /// <summary>Skips the test in a Debug build, in which every asynchronous call allocates its state machine.</summary>
    public static void SkipWithout()
    {
#if DEBUG
        Assert.Skip("A Debug build allocates: run this test with -c Release.");
#endif
    }
}
