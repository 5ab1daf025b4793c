using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>Why a header cannot be read.</summary>
/// <param name="Text">What is wrong, and what was expected.</param>
/// <param name="IsFinal">Whether it stays so, whatever ids follow.</param>
internal readonly record struct HeaderProblem(string Text, bool IsFinal);

/// <summary>The ids of a header, as the bytes that they stand for, until it can be read.</summary>
/// <remarks>
/// A header may be tried again and again (each id that stops tries it where reading is not strict), so that a problem is
/// kept for as long as it lasts: otherwise a long header that cannot be read would cost its length with every id.
/// </remarks>
internal sealed class ReferenceHeaderBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private HeaderProblem? _problem;

    /// <summary>Whether no id was added.</summary>
    public bool IsEmpty { get; private set; } = true;

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _problem = null;
        IsEmpty = true;
    }

    /// <param name="id">Any number.</param>
    /// <param name="index">Which of all ids it is.</param>
    [SkipLocalsInit]
    public void Add(int id, long index)
    {
        IsEmpty = false;
        if (_problem is { IsFinal: true })
        {
            return;
        }

        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        ReadOnlySpan<byte> bytes = TokenBytes.Get(id, name);
        _problem = bytes.IsEmpty
            ? new HeaderProblem($"the id at index {index} in it is {id}; expected one of the vocabulary, 0 to {SpecialTokens.Last}", IsFinal: true)
            : null;
        _bytes.Write(bytes);
    }

    /// <summary>Keeps a problem that somebody else found in the text.</summary>
    public void Remember(HeaderProblem problem) => _problem = problem;

    /// <returns>Why there is no text, or null.</returns>
    public HeaderProblem? GetText(out string text)
    {
        text = "";
        _problem ??= FindInvalidUtf8(_bytes.WrittenSpan);
        if (_problem is null)
        {
            text = Encoding.UTF8.GetString(_bytes.WrittenSpan);
        }

        return _problem;
    }

    private static HeaderProblem? FindInvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return null;
        }

        OperationStatus status;
        int valid = 0;
        while ((status = Rune.DecodeFromUtf8(bytes[valid..], out _, out int consumed)) == OperationStatus.Done)
        {
            valid += consumed;
        }

        return new HeaderProblem($"its bytes are not UTF-8 after the first {valid}; expected text", IsFinal: status == OperationStatus.InvalidData);
    }
}
