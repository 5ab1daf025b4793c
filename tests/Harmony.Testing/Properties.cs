using FsCheck;
using FsCheck.Fluent;

namespace Harmony.Testing;

/// <summary>Checks properties on random cases. Each run has a new seed and prints it; set it to repeat the run.</summary>
public static class Properties
{
    private const string SeedVariable = "HARMONY_TEST_SEED";

    public static void Check<T>(Gen<T> cases, int count, Action<T> property)
    {
        ulong seed = Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } text
            ? ulong.Parse(text, provider: null)
            : (ulong)Random.Shared.NextInt64();
        TestContext.Current.TestOutputHelper?.WriteLine($"{SeedVariable}={seed}");

        // The gamma of the generator must be odd.
        Config config = Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(seed, seed | 1).WithQuietOnSuccess(true);
        FsCheck.Check.One(config, Prop.ForAll(cases.ToArbitrary(), property));
    }
}
