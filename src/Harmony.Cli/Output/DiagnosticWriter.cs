using Harmony.Parsing;
using Spectre.Console;

namespace Harmony.Cli.Output;

/// <summary>Writes to standard error what was repaired in a sequence of ids: the position, the code, the repair.</summary>
internal sealed class DiagnosticWriter(Terminal terminal)
{
    private static readonly Style Code = new(Color.Yellow);

    private readonly IAnsiConsole? _console = terminal.IsErrorRedirected ? null : ColorConsole.Create(terminal.Error, useColor: true);

    public void Write(HarmonyDiagnostic diagnostic)
    {
        if (_console is null)
        {
            terminal.Error.WriteLine($"harmony: {diagnostic}");
            return;
        }

        var line = new Paragraph($"id {diagnostic.FirstId}: ");
        line.Append(diagnostic.Code.ToString(), Code);
        line.Append($": {diagnostic.Explanation}");
        _console.Write(line);
        _console.WriteLine();
    }
}
