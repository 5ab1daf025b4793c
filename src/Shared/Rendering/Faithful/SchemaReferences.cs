using System.Buffers;
using Harmony.Json;

namespace Harmony.Rendering;

/// <summary>
/// The references of a schema that its writer is inside of, and how many it follows: what they point at is written in their
/// place, and a short schema could be an endless text.
/// </summary>
internal ref struct SchemaReferences
{
    /// <summary>The place of the whole schema, which one is always inside of.</summary>
    public const int Root = -1;

    /// <summary>No reference is followed any more in a text that has become longer than this, in bytes.</summary>
    private const int MaxTextLength = 1 << 18;

    /// <summary>Nor after so much of the document was gone through to find what references point at, in bytes.</summary>
    private const long MaxSearchedLength = 1 << 29;

    private const int MaxCount = 128;
    private const int NotBegun = -1;

    private readonly ReadOnlySpan<byte> _document;
    private readonly int _textStart;
    private Reference[]? _references;
    private long _searchedLength;
    private int _textLength;

    /// <param name="document">The schema, in which pointers point.</param>
    /// <param name="textStart">Where its text begins.</param>
    public SchemaReferences(ReadOnlySpan<byte> document, int textStart)
    {
        this = default;
        _document = document;
        _textStart = textStart;
        RootStart = NotBegun;
    }

    /// <summary>The number of references that the writer is inside of.</summary>
    public int Count { get; private set; }

    /// <summary>Where in the text the schema's own type begins.</summary>
    public int RootStart { get; private set; }

    /// <summary>Whether something refers to the whole schema.</summary>
    public bool IsRootNamed { get; private set; }

    /// <summary>One that the writer is inside of, or the one that it has just left.</summary>
    public readonly Reference this[int place] => _references![place];

    /// <summary>Goes inside.</summary>
    /// <param name="reference">A string of the document.</param>
    /// <param name="target">What it points at.</param>
    /// <returns>False if it points at nothing in the document, at something that the writer is inside of, or if enough was
    /// followed.</returns>
    public bool TryEnter(ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> target)
    {
        if (!TryResolve(reference, out target, out int offset) || IsInside(offset, out _) || Count == MaxCount || _textLength > MaxTextLength)
        {
            return false;
        }

        _references ??= ArrayPool<Reference>.Shared.Rent(MaxCount);
        _document.Overlaps(reference, out int pointer);
        _references[Count++] = new Reference { Target = offset, Pointer = pointer, TypeStart = NotBegun };
        return true;
    }

    /// <summary>Leaves the references that were entered last.</summary>
    /// <param name="count">The number that stay.</param>
    public void Leave(int count) => Count = count;

    /// <summary>Names what the writer is inside of, if a reference points at such a thing.</summary>
    /// <param name="reference">A string of the document.</param>
    /// <param name="place">Which one it is, or <see cref="Root"/>.</param>
    public bool TryName(ReadOnlySpan<byte> reference, out int place)
    {
        place = Root;
        if (!TryResolve(reference, out _, out int offset) || !IsInside(offset, out place))
        {
            return false;
        }

        if (place == Root)
        {
            IsRootNamed = true;
        }
        else
        {
            _references![place].IsNamed = true;
        }

        return true;
    }

    /// <summary>Notes that the type begins of all that was entered since the last.</summary>
    /// <param name="start">Where in the text.</param>
    public void BeginType(int start)
    {
        _textLength = start - _textStart;
        RootStart = RootStart == NotBegun ? start : RootStart;
        for (int i = Count - 1; i >= 0 && _references![i].TypeStart == NotBegun; i--)
        {
            _references[i].TypeStart = start;
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        if (_references is not null)
        {
            ArrayPool<Reference>.Shared.Return(_references);
            _references = null;
        }
    }

    private bool TryResolve(ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> target, out int offset)
    {
        target = default;
        offset = 0;
        if (_searchedLength > MaxSearchedLength)
        {
            return false;
        }

        _searchedLength += _document.Length;
        JsonCursor.IsString(reference, out ReadOnlySpan<byte> pointer);
        return JsonPointer.TryResolve(_document, pointer, out target) && _document.Overlaps(target, out offset);
    }

    private readonly bool IsInside(int target, out int place)
    {
        place = Count - 1;
        while (place >= 0 && _references![place].Target != target)
        {
            place--;
        }

        return place >= 0 || target == 0;
    }

    /// <summary>One reference, as places in the document and in the text.</summary>
    internal struct Reference
    {
        /// <summary>Where in the document the target is.</summary>
        public int Target;

        /// <summary>Where in the document the string is that points at it.</summary>
        public int Pointer;

        /// <summary>Where in the text the target's type begins.</summary>
        public int TypeStart;

        /// <summary>Whether something inside it refers to it.</summary>
        public bool IsNamed;
    }
}
