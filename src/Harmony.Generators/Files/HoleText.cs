using System.Text;
using System.Text.RegularExpressions;

namespace Harmony.Generators.Files;

/// <summary>
/// Texts with named holes, <c>{{name}}</c>. On the way through the grammar a hole is one character that no text has.
/// </summary>
internal sealed class HoleText
{
    /// <summary>
    /// Holes are low surrogates without high ones, which JSON's texts are refused for, each by its number: so that they cannot be
    /// taken for text, and stay apart from what stands beside them.
    /// </summary>
    private const char FirstHole = '\uDC00';

    private const int MaxHoles = 0x400;

    private static readonly Regex Hole = new(@"\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}", RegexOptions.CultureInvariant);

    private readonly List<string> _names = [];

    /// <summary>The names of the holes, in the order in which they first come.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Marks the holes of a text.</summary>
    /// <returns>False if there are more names than can be marked.</returns>
    public bool TryMark(string text, out string marked)
    {
        marked = Hole.Replace(text, match => ((char)(FirstHole + IndexOf(match.Groups[1].Value))).ToString());
        return _names.Count <= MaxHoles;
    }

    /// <summary>A text's constants and, between them, the names of its holes: the items at even places are constants.</summary>
    public IReadOnlyList<string> Split(string marked)
    {
        List<string> items = [];
        var constant = new StringBuilder();
        for (int i = 0; i < marked.Length; i++)
        {
            char character = marked[i];
            if (char.IsHighSurrogate(character))
            {
                constant.Append(character).Append(marked[++i]);
            }
            else if (char.IsLowSurrogate(character))
            {
                items.Add(constant.ToString());
                items.Add(_names[character - FirstHole]);
                constant.Clear();
            }
            else
            {
                constant.Append(character);
            }
        }

        items.Add(constant.ToString());
        return items;
    }

    private int IndexOf(string name)
    {
        int index = _names.IndexOf(name);
        if (index < 0)
        {
            index = _names.Count;
            _names.Add(name);
        }

        return index;
    }
}
