using System.Buffers;
using System.ComponentModel;
using Harmony.Buffers;

namespace Harmony.Rendering;

/// <summary>Writes a prompt of which most ids were made when the program was compiled. For generated code.</summary>
/// <remarks>Allocates nothing: texts are put together in memory from the shared pool, which <see cref="Complete"/> gives back.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct PromptWriter
{
    private PartWriter _part;

    /// <param name="destination">Takes the ids.</param>
    public PromptWriter(IBufferWriter<int> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        _part = new PartWriter(TokenWriter.To(destination), default, default);
    }

    /// <summary>Writes ids. They stand between texts: what was appended before has been ended.</summary>
    /// <param name="ids">The ids.</param>
    public void Add(ReadOnlySpan<int> ids) => _part.Add(ids);

    /// <summary>Appends to the text at hand.</summary>
    /// <param name="text">Plain text: the names of special tokens in it stay text.</param>
    public void Append(scoped ReadOnlySpan<char> text) => _part.Append(text);

    /// <inheritdoc cref="Append(ReadOnlySpan{char})"/>
    /// <param name="utf8">Plain text in valid UTF-8.</param>
    public void Append(scoped ReadOnlySpan<byte> utf8) => _part.Append(utf8);

    /// <summary>Ends the text at hand: what was appended is encoded as a whole.</summary>
    public void End() => _part.End();

    /// <summary>Hands over the last ids, and gives back what was rented; to be called once, at the end.</summary>
    public void Complete() => _part.Complete().Complete();
}
