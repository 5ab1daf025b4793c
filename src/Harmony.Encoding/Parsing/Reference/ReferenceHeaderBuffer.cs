using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>The reason why a header cannot be read.</summary>
/// <param name="Text">The error, and what was expected.</param>
/// <param name="IsFinal">Whether no later id can repair it.</param>
internal readonly record struct HeaderProblem(string Text, bool IsFinal);

/// <summary>Collects the bytes of a header's ids until it can be read.</summary>
/// <remarks>
/// A header may be tried many times (if reading is not strict, at each stop id), so a problem is kept while it lasts.
/// Otherwise each id of a long unreadable header would cost time in proportion to the header's length.
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

    /// <param name="id">The id. Any integer is accepted.</param>
    /// <param name="index">The index of the id in the stream.</param>
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
            ? new HeaderProblem($"the id at index {index} in it is {id}; expected an id of the vocabulary, 0 to {SpecialTokens.Last}", IsFinal: true)
            : null;
        _bytes.Write(bytes);
    }

    /// <summary>Keeps a problem that the caller found in the text.</summary>
    public void Remember(HeaderProblem problem) => _problem = problem;

    /// <returns>The reason why there is no text, or null.</returns>
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

        return new HeaderProblem($"its bytes after the first {valid} are not valid UTF-8; expected text", IsFinal: status == OperationStatus.InvalidData);
    }
}
