using System.CommandLine;
using Harmony.Buffers;
using Harmony.Cli.Output;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Parsing;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony parse</c>: parses the ids that a model wrote into messages.</summary>
internal static class ParseCommand
{
    private const string NoRole = "none";

    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.FileArgument("The ids: numbers separated by white space, commas or brackets; '-' is standard input.");
        Option<string> text = CommandLine.Flag("--text", "The input is text in which the names of special tokens are these tokens. A line break at its end is ignored.");
        Option<string> events = CommandLine.Flag("--events", "Write the events of the parser, one JSON object per line, instead of whole messages.");
        var role = new Option<string>("--role")
        {
            Description = "The role of the message that the ids continue: 'assistant' if the prompt ended with the beginning of the assistant's message, 'none' if the ids begin with '<|start|>'.",
            DefaultValueFactory = _ => NoRole,
        };
        role.AcceptOnlyFromAmong([NoRole, .. Enum.GetNames<Role>().Select(name => name.ToLowerInvariant())]);
        Option<string> reference = CommandLine.Flag("--reference", "Parse as the reference does, and refuse what it refuses. By default nothing is refused.");
        Option<string> strict = CommandLine.Flag("--strict", "With --reference: refuse a header that ends before <|message|>.");
        Option<string> dialect = CommandLine.ChoiceOption("--dialect", "With --reference: 'openai' parses as openai-harmony 0.0.8, 'oss' as its fork oss-harmony 0.0.11.", HarmonyDialect.OpenAI);
        var command = new Command("parse", "Parse the token ids that a model wrote into messages. Repairs are reported on standard error.") { file, text, events, role, reference, strict, dialect };
        command.Validators.Add(result =>
        {
            bool isReference = result.GetResult(reference) is not null;
            if (isReference && result.GetResult(events) is not null)
            {
                result.AddError("--events cannot be combined with --reference: remove one of them.");
            }
            else if (!isReference && (result.GetResult(strict) is not null || result.GetResult(dialect) is { Implicit: false }))
            {
                result.AddError("--strict and --dialect require --reference.");
            }
        });
        command.SetAction(result =>
        {
            string path = result.GetValue(file)!;
            Role? author = result.GetRequiredValue(role) is var name && name == NoRole ? null : Enum.Parse<Role>(name, ignoreCase: true);
            using TokenBuffer ids = ReadIds(path, result.HasFlag(text), terminal);
            TextWriter output = result.InvocationConfiguration.Output;
            if (result.HasFlag(events))
            {
                EventWriter.Write(ids.Span, author, output, new DiagnosticWriter(terminal));
            }
            else if (result.HasFlag(reference))
            {
                var reader = new ReferenceReader(author, result.HasFlag(strict), result.GetChoice<HarmonyDialect>(dialect));
                MessageWriter.Write(CommandLine.Reading(path, () => Read(reader, ids)), output, terminal);
            }
            else
            {
                HarmonyParseResult parsed = HarmonyParser.Parse(ids.Span, author);
                MessageWriter.Write(parsed.Messages, output, terminal);
                var diagnostics = new DiagnosticWriter(terminal);
                foreach (HarmonyDiagnostic diagnostic in parsed.Diagnostics)
                {
                    diagnostics.Write(diagnostic);
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static TokenBuffer ReadIds(string path, bool isText, Terminal terminal)
    {
        if (!isText)
        {
            return IdFile.ReadIntegers(InputFile.ReadBytes(path, terminal), InputFile.NameOf(path));
        }

        // The line break is the editor's or the shell's, not the model's.
        ReadOnlySpan<byte> content = InputFile.ReadText(path, terminal);
        content = content.EndsWith("\r\n"u8) ? content[..^2] : content.EndsWith("\n"u8) ? content[..^1] : content;
        var ids = new TokenBuffer();
        O200kTokenizer.Encode(content, ids, SpecialTokenSet.All);
        return ids;
    }

    private static IReadOnlyList<Message> Read(ReferenceReader reader, TokenBuffer ids)
    {
        foreach (int id in ids.Span)
        {
            reader.Read(id);
        }

        reader.End();
        return reader.Messages;
    }
}
