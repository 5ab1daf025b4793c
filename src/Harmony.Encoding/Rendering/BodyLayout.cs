using Harmony.Grammar;

namespace Harmony.Rendering;

/// <summary>
/// Writes a blank line between the paragraphs of a body and a line break between their lines. Paragraphs and lines may be absent.
/// </summary>
internal struct BodyLayout
{
    private bool _hasParagraph;
    private bool _hasLine;

    /// <summary>Must be called before each paragraph except the first.</summary>
    public void BeginParagraph() => _hasLine = false;

    /// <summary>Must be called before each line.</summary>
    public void BeginLine(ref PartWriter part)
    {
        if (_hasLine)
        {
            part.Append(FormatWords.LineBreakUtf8, FormatWords.LineBreakIds);
        }
        else if (_hasParagraph)
        {
            part.Append(FormatWords.BlankLineUtf8, FormatWords.BlankLineIds);
        }

        _hasLine = true;
        _hasParagraph = true;
    }
}
