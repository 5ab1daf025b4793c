using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Harmony.Buffers;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony decode</c>: ids → text.</summary>
internal static class DecodeCommand
{
    private static readonly SearchValues<byte> Separators = SearchValues.Create(" \t\r\n,[]"u8);

    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.FileArgument("The ids: numbers between white space, commas or brackets; '-' is standard input.");
        Option<string> raw = CommandLine.Flag("--raw", "Write the bytes as they are. By default broken UTF-8 becomes U+FFFD, and a line break follows.");
        var command = new Command("decode", "Decode token ids into text.") { file, raw };
        command.SetAction(result =>
        {
            string path = result.GetValue(file)!;
            using TokenBuffer ids = ReadIds(InputFile.ReadBytes(path, terminal), InputFile.NameOf(path));
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

    private static TokenBuffer ReadIds(byte[] content, string name)
    {
        var ids = new TokenBuffer();
        int line = 1;
        for (int i = 0; i < content.Length;)
        {
            if (Separators.Contains(content[i]))
            {
                line += content[i] == '\n' ? 1 : 0;
                i++;
                continue;
            }

            int length = content.AsSpan(i).IndexOfAny(Separators);
            ReadOnlySpan<byte> word = length < 0 ? content.AsSpan(i) : content.AsSpan(i, length);
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id > SpecialTokens.Last)
            {
                string shown = Encoding.UTF8.GetString(word[..Math.Min(word.Length, 40)]);
                throw new InputException($"{name}: line {line}: '{shown}' is no token id: they are 0 to {SpecialTokens.Last}");
            }

            ids.Add(id);
            i += word.Length;
        }

        return ids;
    }
}
