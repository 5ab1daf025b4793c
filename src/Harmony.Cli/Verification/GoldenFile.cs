using System.Text.Json;
using Harmony.Grammar;

namespace Harmony.Cli.Verification;

/// <summary>A golden file: its kind by its name, its dialect by its folder.</summary>
internal sealed record GoldenFile(string Path, GoldenKind Kind, HarmonyDialect Dialect)
{
    private const string Extension = ".jsonl";
    private const string OssFolder = "oss";

    // Deeper than anything that the reference accepts, so that a case about nesting can be read.
    private static readonly JsonDocumentOptions LineOptions = new() { MaxDepth = 100_000 };

    /// <summary>The golden files that some paths name; in a folder, all that end with .jsonl.</summary>
    /// <exception cref="InputException">A path does not exist, or a file's name is no kind's.</exception>
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
                throw new InputException($"{path}: there is no such file or folder");
            }
        }

        return files.Count > 0 ? files : throw new InputException($"nothing was checked: no file ends with {Extension}");
    }

    /// <summary>Checks all cases.</summary>
    /// <param name="terminal">For reading.</param>
    /// <param name="progress">Told the share that is done, 0 to 1, now and then.</param>
    /// <exception cref="InputException">The file cannot be read, or a line is no case of this kind.</exception>
    public GoldenReport Verify(Terminal terminal, Action<double> progress)
    {
        byte[] content = InputFile.ReadText(Path, terminal);
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
            Kind.Check(new GoldenCase(document.RootElement, line, Dialect), report);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // Whatever a line of another form leads to; what the library throws for a case is caught where it is checked.
            throw new InputException($"{Path}: line {line}: this is no case of {Kind.Name}: {error.Message}", error);
        }
    }

    private static GoldenFile Open(string path)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        GoldenKind? kind = path.EndsWith(Extension, StringComparison.Ordinal) ? GoldenKinds.Find(name) : null;
        if (kind is null)
        {
            throw new InputException($"{path}: this is no kind of golden file that is known: {GoldenKinds.Names}");
        }

        string folder = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path)) ?? "");
        return new GoldenFile(path, kind, folder == OssFolder ? HarmonyDialect.Oss : HarmonyDialect.OpenAI);
    }
}
