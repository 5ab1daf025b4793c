using System.Text;
using Harmony.Tokenization;

namespace Harmony.Benchmarks.Inputs;

/// <summary>What the benchmarks read.</summary>
public enum CorpusName
{
    English,
    Code,
    Json,
    German,
    Russian,
    Chinese,
    Japanese,
}

/// <summary>A text, the same in UTF-8 and in UTF-16.</summary>
internal sealed class Corpus
{
    /// <summary>Longer texts are cut, so that a run is quick.</summary>
    private const int MaxBytes = 1_000_000;

    private readonly CorpusName _name;
    private readonly string? _file;

    private Corpus(CorpusName name, string? file, byte[] utf8)
    {
        _name = name;
        _file = file;
        Text = Encoding.UTF8.GetString(utf8);
        Utf8 = utf8;
    }

    public byte[] Utf8 { get; }

    public string Text { get; }

    public static Corpus Load(CorpusName name)
    {
        string? file = DataFolder.Find(Path.Combine("corpora", FileName(name)));
        return new Corpus(name, file, file is null ? OwnText.Load(name) : Cut(File.ReadAllBytes(file)));
    }

    /// <summary>Compares the ids with the reference's, where they are known, and UTF-8, UTF-16 and decoding with each other.</summary>
    /// <exception cref="InvalidOperationException">Something differs: what would be measured is wrong.</exception>
    public void Check()
    {
        if (_file is not null && ReferenceIds.Find(_file) is { } expected)
        {
            ReferenceIds.Compare(_file, expected, O200kTokenizer.Encode(File.ReadAllText(_file)));
        }

        int[] ids = new int[Utf8.Length];
        O200kTokenizer.TryEncode(Utf8, ids, out int count);
        ReferenceIds.Compare($"{_name} in UTF-16", ids.AsSpan(0, count), O200kTokenizer.Encode(Text));
        if (O200kTokenizer.Decode(ids.AsSpan(0, count)) != Text)
        {
            throw new InvalidOperationException($"{_name}: its ids do not decode to the text.");
        }
    }

    private static string FileName(CorpusName name) => name switch
    {
        CorpusName.English => "kjv.txt",
        CorpusName.Code => "python.txt",
        CorpusName.Json => "json.txt",
        CorpusName.German => "man-de.txt",
        CorpusName.Russian => "man-ru.txt",
        CorpusName.Chinese => "man-zh.txt",
        CorpusName.Japanese => "man-ja.txt",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown corpus."),
    };

    private static byte[] Cut(byte[] utf8)
    {
        if (utf8.Length <= MaxBytes)
        {
            return utf8;
        }

        int end = MaxBytes;
        while (IsContinuation(utf8[end]))
        {
            end--;
        }

        return utf8[..end];
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;
}
