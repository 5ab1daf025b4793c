namespace Harmony.Runtime.Tests;

/// <summary>The corpus of the fuzzer: true inputs, and those that found a fault.</summary>
public class FuzzCorpusTests
{
    public static TheoryData<string, string> Inputs
    {
        get
        {
            var inputs = new TheoryData<string, string>();
            foreach (string target in FuzzTargets.All.Keys)
            {
                foreach (string file in Directory.EnumerateFiles(TestFiles.PathOf("tests", "data", "fuzzing", target)).Order(StringComparer.Ordinal))
                {
                    inputs.Add(target, Path.GetFileName(file));
                }
            }

            return inputs;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void An_input_is_read_or_refused(string target, string file) =>
        FuzzTargets.All[target](File.ReadAllBytes(TestFiles.PathOf("tests", "data", "fuzzing", target, file)));
}
