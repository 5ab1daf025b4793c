namespace Harmony.Tokenization;

/// <summary>Texts that are encoded together, of chars or of UTF-8 bytes.</summary>
internal interface IBatchTexts<T>
{
    int Count { get; }

    ReadOnlySpan<T> this[int index] { get; }
}

internal readonly struct Utf16Texts(IReadOnlyList<string> texts) : IBatchTexts<char>
{
    public int Count => texts.Count;

    public ReadOnlySpan<char> this[int index] => texts[index];
}

internal readonly struct Utf8Texts(IReadOnlyList<ReadOnlyMemory<byte>> texts) : IBatchTexts<byte>
{
    public int Count => texts.Count;

    public ReadOnlySpan<byte> this[int index] => texts[index].Span;
}
