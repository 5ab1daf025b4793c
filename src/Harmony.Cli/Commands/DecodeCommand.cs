using System.CommandLine;
using Harmony.Buffers;
using Harmony.Tokenization;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony decode</c>: decodes ids into text.</summary>
internal static class DecodeCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.FileArgument("The ids: numbers separated by white space, commas or brackets; '-' is standard input.");
        Option<string> raw = CommandLine.Flag("--raw", "Write the bytes unchanged. By default invalid UTF-8 becomes U+FFFD, and a line break is added.");
        var command = new Command("decode", "Decode token ids into text.") { file, raw };
        command.SetAction(result =>
        {
            string path = result.GetValue(file)!;
            using TokenBuffer ids = IdFile.ReadTokens(InputFile.ReadBytes(path, terminal), InputFile.NameOf(path));
            if (result.HasFlag(raw))
            {
                byte[] bytes = new byte[O200kTokenizer.GetUtf8ByteCount(ids.Span)];
                O200kTokenizer.TryDecodeToUtf8(ids.Span, bytes, out _);
                using Stream output = terminal.OpenOutput();
                output.Write(bytes);
            }
            else
            {
                result.InvocationConfiguration.Output.WriteLine(O200kTokenizer.Decode(ids.Span));
            }

            return ExitCode.Success;
        });
        return command;
    }
}
