using System.CommandLine;
using System.Globalization;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony count</c>: counts the tokens of a text.</summary>
internal static class CountCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.FileArgument("The text in UTF-8 (a byte order mark is ignored); '-' is standard input.");
        Option<string> specials = EncodeCommand.SpecialsFlag();
        var command = new Command("count", "Count the tokens of a text.") { file, specials };
        command.SetAction(result =>
        {
            byte[] text = InputFile.ReadText(result.GetValue(file)!, terminal);
            int count = O200kTokenizer.CountTokens(text, result.HasFlag(specials) ? SpecialTokenSet.All : null);
            result.InvocationConfiguration.Output.WriteLine(count.ToString(CultureInfo.InvariantCulture));
            return ExitCode.Success;
        });
        return command;
    }
}
