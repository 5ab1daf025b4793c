using Harmony.Buffers;

namespace Harmony.Rendering;

/// <summary>Puts a separator between parts of a text that may each be absent.</summary>
internal ref struct SectionList(ReadOnlySpan<byte> separator)
{
    private readonly ReadOnlySpan<byte> _separator = separator;
    private bool _hasAny;

    /// <summary>To be called before each part.</summary>
    public void Begin(ref Utf8TextBuilder output)
    {
        if (_hasAny)
        {
            output.Append(_separator);
        }

        _hasAny = true;
    }
}
