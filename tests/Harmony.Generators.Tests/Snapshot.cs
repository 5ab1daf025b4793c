namespace Harmony.Generators.Tests;

/// <summary>Generated files that are checked in, for reviewers to read.</summary>
internal static class Snapshot
{
    /// <summary>Compares a generated text with the checked-in file, or writes the file if <c>HARMONY_UPDATE_SNAPSHOTS</c> is 1.</summary>
    /// <param name="actual">What was generated.</param>
    /// <param name="path">The parts of the file's path below this project.</param>
    public static void AssertIs(string actual, params string[] path)
    {
        string file = TestFiles.PathOf(["tests", "Harmony.Generators.Tests", .. path]);
        if (Environment.GetEnvironmentVariable("HARMONY_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file), actual);
    }
}
