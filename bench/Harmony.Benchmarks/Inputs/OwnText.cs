using System.Text;

namespace Harmony.Benchmarks.Inputs;

/// <summary>
/// Texts of the repository, for machines without corpora. Short ones are repeated, which caches like: the figures serve
/// for comparing two versions, not as a statement about real text.
/// </summary>
internal static class OwnText
{
    private const int MinBytes = 100_000;

    public static byte[] Load(CorpusName name)
    {
        string text = name switch
        {
            CorpusName.Code => Sources(),
            CorpusName.Json => Read("samples/weather.json"),
            _ => Read($"bench/Harmony.Benchmarks/Inputs/Texts/{name}.txt"),
        };
        var repeated = new StringBuilder();
        while (repeated.Length < MinBytes)
        {
            repeated.Append(text).Append('\n');
        }

        return Encoding.UTF8.GetBytes(repeated.ToString());
    }

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(DataFolder.Repository, relativePath));

    private static string Sources()
    {
        string[] files = Directory.GetFiles(Path.Combine(DataFolder.Repository, "src"), "*.cs", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return string.Concat(files.Select(File.ReadAllText));
    }
}
