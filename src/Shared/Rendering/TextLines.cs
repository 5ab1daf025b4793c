namespace Harmony.Rendering;

/// <summary>
/// The lines of a text the way Rust's <c>str::lines</c> cuts them: at line feeds, one carriage return before each
/// dropped, and no empty line at the end.
/// </summary>
internal ref struct TextLines(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly TextLines GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int lineFeed = _rest.IndexOf('\n');
        if (lineFeed < 0)
        {
            Current = _rest;
            _rest = default;
            return true;
        }

        int end = lineFeed > 0 && _rest[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
        Current = _rest.Slice(0, end);
        _rest = _rest.Slice(lineFeed + 1);
        return true;
    }
}
