using System.CommandLine;
using Harmony.Buffers;
using Harmony.Cli.Output;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony encode</c>: text → ids.</summary>
internal static class EncodeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.FileArgument("The text, in UTF-8 (a byte order mark is left out); '-' is standard input.");
        Option<string> specials = SpecialsFlag();
        Option<string> json = CommandLine.Flag("--json", "An array of ids instead of one id a line.");
        var command = new Command("encode", "Encode text into token ids.") { file, specials, json };
        command.SetAction(result =>
        {
            byte[] text = InputFile.ReadText(result.GetValue(file)!, terminal);
            using var ids = new TokenBuffer();
            O200kTokenizer.Encode(text, ids, result.HasFlag(specials) ? SpecialTokenSet.All : null);
            TextWriter output = result.InvocationConfiguration.Output;
            if (result.HasFlag(json))
            {
                IdWriter.WriteJson(ids.Span, output);
            }
            else
            {
                IdWriter.WriteLines(ids.Span, output);
            }

            return ExitCode.Success;
        });
        return command;
    }

    public static Option<string> SpecialsFlag() => CommandLine.Flag(
        "--specials",
        "Take the names of special tokens, such as <|start|>, for the tokens. By default they are text like any other.");
}
