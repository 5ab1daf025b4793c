using Harmony.Benchmarking.Measuring;

namespace Harmony.Benchmarking.Texts;

/// <summary>A text to be measured.</summary>
internal sealed class TextFile
{
    private TextFile(string path, byte[] utf8)
    {
        Path = path;
        Utf8 = utf8;
    }

    public string Path { get; }

    /// <summary>The name of the text in measurements.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public byte[] Utf8 { get; }

    /// <exception cref="BenchmarkException">The file is empty.</exception>
    public static TextFile Read(string path, Func<string, byte[]> readText) => readText(path) is { Length: > 0 } utf8
        ? new TextFile(path, utf8)
        : throw new BenchmarkException($"{path}: the file is empty, so there is nothing to measure");

    /// <summary>Reads the texts of a folder, in the order of their names.</summary>
    /// <exception cref="BenchmarkException">The folder has no texts, or one of them is empty.</exception>
    public static IReadOnlyList<TextFile> ReadFolder(string folder, Func<string, byte[]> readText) =>
        [.. ListFiles(folder, "*.txt").Select(path => Read(path, readText))];

    /// <exception cref="BenchmarkException">The folder does not exist, or contains no such file.</exception>
    public static string[] ListFiles(string folder, string pattern)
    {
        try
        {
            string[] files = Directory.GetFiles(folder, pattern);
            Array.Sort(files, StringComparer.Ordinal);
            return files.Length > 0 ? files : throw new BenchmarkException($"{folder}: the folder contains no file {pattern}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BenchmarkException($"{folder}: {error.Message}", error);
        }
    }
}
