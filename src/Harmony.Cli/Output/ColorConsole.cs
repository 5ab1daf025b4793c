using System.Text;
using Spectre.Console;

namespace Harmony.Cli.Output;

/// <summary>Shows text of others to a person, in colours, without letting it drive the terminal.</summary>
internal static class ColorConsole
{
    public static IAnsiConsole Create(TextWriter output, bool useColor)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = useColor ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = useColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        });

        // Lines are the text's own: a console that wraps would put line breaks into it.
        console.Profile.Width = int.MaxValue;
        return console;
    }

    /// <summary>Controls other than line breaks are shown as pictures: a text must not drive the terminal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsTabs">Whether a tab is one, as in text to read, or a picture too, where it is characters that count.</param>
    public static string Visible(string text, bool keepsTabs = false)
    {
        var visible = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            visible.Append(c switch
            {
                '\n' => c,
                '\t' when keepsTabs => c,
                < ' ' => (char)('\u2400' + c),
                '\u007F' => '\u2421',
                >= '\u0080' and <= '\u009F' => '\uFFFD',
                _ => c,
            });
        }

        return visible.ToString();
    }
}
