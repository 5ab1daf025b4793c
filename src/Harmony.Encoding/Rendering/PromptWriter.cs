using System.Buffers;
using System.ComponentModel;
using Harmony.Buffers;

namespace Harmony.Rendering;

/// <summary>Writes a prompt most of whose ids were computed when the program was compiled. For generated code.</summary>
/// <remarks>Allocates nothing: texts are built in memory from the shared pool, which <see cref="Complete"/> returns.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct PromptWriter
{
    private PartWriter _part;

    /// <summary>Creates a writer.</summary>
    /// <param name="destination">Receives the ids.</param>
    public PromptWriter(IBufferWriter<int> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        _part = new PartWriter(TokenWriter.To(destination), default, default);
    }

    /// <summary>Writes ids between texts. The text before them must have been ended.</summary>
    /// <param name="ids">The ids.</param>
    public void Add(ReadOnlySpan<int> ids) => _part.Add(ids);

    /// <summary>Appends to the current text.</summary>
    /// <param name="text">Plain text. The names of special tokens in it are text, too.</param>
    public void Append(scoped ReadOnlySpan<char> text) => _part.Append(text);

    /// <inheritdoc cref="Append(ReadOnlySpan{char})"/>
    /// <param name="utf8">Plain text in valid UTF-8.</param>
    public void Append(scoped ReadOnlySpan<byte> utf8) => _part.Append(utf8);

    /// <summary>Ends the current text, and encodes it as a whole.</summary>
    public void End() => _part.End();

    /// <summary>Writes the last ids and returns the rented memory. Must be called once, at the end.</summary>
    public void Complete() => _part.Complete().Complete();
}
