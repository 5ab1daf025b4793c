using System.CommandLine;
using Harmony.Buffers;
using Harmony.Cli.Output;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony encode</c>: encodes text into ids.</summary>
internal static class EncodeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.FileArgument("The text in UTF-8 (a byte order mark is ignored); '-' is standard input.");
        Option<string> specials = SpecialsFlag();
        Option<string> json = CommandLine.Flag("--json", "Write an array of ids instead of one id per line.");
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
        "Encode the names of special tokens, such as <|start|>, as these tokens. By default they are ordinary text.");
}
