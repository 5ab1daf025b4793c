using System.Text.Json;
using Harmony.Grammar;

namespace Harmony.Verification;

/// <summary>A golden file. Its name gives its kind, and its folder the dialect.</summary>
public sealed class GoldenFile
{
    private const string Extension = ".jsonl";
    private const string OssFolder = "oss";

    // Deeper than anything that the reference accepts, so that a case about nesting can be read.
    private static readonly JsonDocumentOptions LineOptions = new() { MaxDepth = 100_000 };

    private readonly GoldenKind _kind;
    private readonly HarmonyDialect _dialect;

    private GoldenFile(string path, GoldenKind kind, HarmonyDialect dialect)
    {
        Path = path;
        _kind = kind;
        _dialect = dialect;
    }

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>Finds golden files: files that are named, and all that end with .jsonl in folders that are named.</summary>
    /// <exception cref="InvalidDataException">A path does not exist, a file is of no known kind, or there is no file.</exception>
    public static IReadOnlyList<GoldenFile> Find(IEnumerable<string> paths)
    {
        var files = new List<GoldenFile>();
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                string[] found = Directory.GetFiles(path, "*" + Extension, SearchOption.AllDirectories);
                Array.Sort(found, StringComparer.Ordinal);
                files.AddRange(found.Select(Open));
            }
            else if (File.Exists(path))
            {
                files.Add(Open(path));
            }
            else
            {
                throw new InvalidDataException($"{path}: the file or folder does not exist");
            }
        }

        return files.Count > 0 ? files : throw new InvalidDataException($"nothing was checked: no file ends with {Extension}");
    }

    /// <summary>Checks all cases of the file.</summary>
    /// <param name="content">The content of the file: valid UTF-8 without a byte order mark.</param>
    /// <param name="progress">Receives the fraction that is done, 0 to 1.</param>
    /// <exception cref="InvalidDataException">A line is not a case of the file's kind.</exception>
    public GoldenReport Verify(byte[] content, Action<double> progress)
    {
        var report = new GoldenReport(Path);
        int start = 0;
        for (int line = 1; start < content.Length; line++)
        {
            int length = content.AsSpan(start).IndexOf((byte)'\n');
            ReadOnlyMemory<byte> text = content.AsMemory(start, length < 0 ? content.Length - start : length);
            start += text.Length + 1;
            if (!text.Span.ContainsAnyExcept(" \t\r"u8))
            {
                continue;
            }

            VerifyLine(text, line, report);
            progress((double)start / content.Length);
        }

        return report;
    }

    private void VerifyLine(ReadOnlyMemory<byte> text, int line, GoldenReport report)
    {
        try
        {
            using var document = JsonDocument.Parse(text, LineOptions);
            _kind.Check(new GoldenCase(document.RootElement, line, _dialect), report);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // Whatever a line of another form leads to. What the library throws for a case is caught where the case is checked.
            throw new InvalidDataException($"{Path}: line {line}: not a case of {_kind.Name}: {error.Message}", error);
        }
    }

    private static GoldenFile Open(string path)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        GoldenKind? kind = path.EndsWith(Extension, StringComparison.Ordinal) ? GoldenKinds.Find(name) : null;
        if (kind is null)
        {
            throw new InvalidDataException($"{path}: not a known kind of golden file: {GoldenKinds.Names}");
        }

        string folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "");
        return new GoldenFile(path, kind, folder == OssFolder ? HarmonyDialect.Oss : HarmonyDialect.OpenAI);
    }
}
