using System.Reflection;

namespace Harmony.Testing;

/// <summary>The files of the repository, independent of the current directory.</summary>
public static class TestFiles
{
    public static string Root { get; } = typeof(TestFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Data { get; } = Path.Combine(Root, "tests", "data");

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));
}
