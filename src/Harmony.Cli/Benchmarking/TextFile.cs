namespace Harmony.Cli.Benchmarking;

/// <summary>A text to be measured.</summary>
internal sealed class TextFile
{
    private TextFile(string path, byte[] utf8)
    {
        Path = path;
        Utf8 = utf8;
    }

    public string Path { get; }

    /// <summary>What it is called in figures.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public byte[] Utf8 { get; }

    /// <exception cref="InputException">It cannot be read, is no text, or is empty.</exception>
    public static TextFile Read(string path, Terminal terminal)
    {
        if (path == InputFile.StandardInput)
        {
            throw new InputException("standard input cannot be measured: fresh processes have to read the text again; name a file");
        }

        byte[] utf8 = InputFile.ReadText(path, terminal);
        return utf8.Length > 0 ? new TextFile(path, utf8) : throw new InputException($"{path}: the file is empty, so there is nothing to measure");
    }

    /// <summary>The texts of a folder, in the order of their names.</summary>
    /// <exception cref="InputException">One of them cannot be measured, or there is none.</exception>
    public static IReadOnlyList<TextFile> ReadFolder(string folder, Terminal terminal) =>
        [.. ListFiles(folder, "*.txt").Select(path => Read(path, terminal))];

    /// <exception cref="InputException">There is no such folder, or no such file in it.</exception>
    public static string[] ListFiles(string folder, string pattern)
    {
        try
        {
            string[] files = Directory.GetFiles(folder, pattern);
            Array.Sort(files, StringComparer.Ordinal);
            return files.Length > 0 ? files : throw new InputException($"{folder}: there is no file {pattern} in this folder");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"{folder}: {error.Message}", error);
        }
    }
}
