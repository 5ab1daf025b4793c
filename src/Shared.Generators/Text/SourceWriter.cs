using System.Text;

namespace Harmony.Generators.Text;

/// <summary>Writes C# line by line, at the indent of the blocks that are open.</summary>
/// <remarks>Line breaks are line feeds on every host, so that the output is the same everywhere.</remarks>
internal sealed class SourceWriter
{
    private const int IndentWidth = 4;

    private readonly StringBuilder _text = new();
    private int _indent;

    /// <summary>Writes a line; a text of several lines is written at the indent line by line.</summary>
    public void WriteLine(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.Length > 0)
            {
                _text.Append(' ', _indent * IndentWidth).Append(line);
            }

            _text.Append('\n');
        }
    }

    public void WriteLine() => _text.Append('\n');

    /// <summary>Opens a block of braces under a line.</summary>
    public void Open(string line)
    {
        WriteLine(line);
        Open();
    }

    /// <summary>Opens a block of braces.</summary>
    public void Open()
    {
        WriteLine("{");
        _indent++;
    }

    /// <summary>Closes the last block that was opened.</summary>
    /// <param name="suffix">The text after the brace, such as a semicolon.</param>
    public void Close(string suffix = "")
    {
        _indent--;
        WriteLine("}" + suffix);
    }

    public void Indent() => _indent++;

    public void Unindent() => _indent--;

    public override string ToString() => _text.ToString();
}
