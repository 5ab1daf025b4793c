using System.Text;
using Spectre.Console;

namespace Harmony.Cli.Output;

/// <summary>Shows untrusted text in colors, without letting it control the terminal.</summary>
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

        // The text has its own lines: a console that wraps would add line breaks.
        console.Profile.Width = int.MaxValue;
        return console;
    }

    /// <summary>Replaces control characters other than line breaks by pictures, so that a text cannot control the terminal.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepsTabs">Whether tabs are kept, for text to read, or become pictures, too, for text whose characters matter.</param>
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
