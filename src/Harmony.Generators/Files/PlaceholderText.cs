using System.Text;
using System.Text.RegularExpressions;

namespace Harmony.Generators.Files;

/// <summary>
/// Texts with named placeholders, <c>{{name}}</c>. On the way through the grammar a placeholder is one character that no text has.
/// </summary>
internal sealed class PlaceholderText
{
    /// <summary>
    /// Placeholders are low surrogates without high ones, which JSON's texts are refused for, each by its number: so that they cannot be
    /// taken for text, and stay apart from the text beside them.
    /// </summary>
    private const char FirstPlaceholder = '\uDC00';

    private const int MaxPlaceholders = 0x400;

    private static readonly Regex Placeholder = new(@"\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}", RegexOptions.CultureInvariant);

    private readonly List<string> _names = [];

    /// <summary>The names of the placeholders, in the order in which they first come.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Marks the placeholders of a text.</summary>
    /// <returns>False if there are more names than can be marked.</returns>
    public bool TryMark(string text, out string marked)
    {
        marked = Placeholder.Replace(text, match => ((char)(FirstPlaceholder + IndexOf(match.Groups[1].Value))).ToString());
        return _names.Count <= MaxPlaceholders;
    }

    /// <summary>A text's constants and, between them, the names of its placeholders: the items at even places are constants.</summary>
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
                items.Add(_names[character - FirstPlaceholder]);
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
