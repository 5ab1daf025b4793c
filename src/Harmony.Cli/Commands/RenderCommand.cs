using System.CommandLine;
using Harmony.Buffers;
using Harmony.Cli.Output;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;
using Harmony.Tokenization;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony render</c>: a conversation's JSON, or a chat request's → ids.</summary>
internal static class RenderCommand
{
    private enum Format
    {
        Pretty,
        Ids,
        Json,
        Text,
    }

    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.PathArgument("file", "A conversation's JSON, {\"messages\": [...]}, or an OpenAI chat request's; '-' is standard input. A request is recognized by members that only requests have: 'model', 'tools', 'stream', 'temperature' and others beside the messages, 'tool_calls', 'tool_call_id' or 'function_call' in a message. Input in which a message has 'channel', 'recipient' or 'content_type' is a conversation. With --profile, any input is read as a request.");
        Option<string> purpose = CommandLine.ChoiceOption("--for", "What the ids are for: 'completion' adds the beginning of the next message, 'training' ends a final message with <|return|>.", RenderPurpose.Completion);
        Option<string> nextRole = CommandLine.ChoiceOption("--next-role", "The role whose message a prompt for completion begins.", Role.Assistant);
        Option<string> keepAnalysis = CommandLine.Flag("--keep-analysis", "Keep the analysis of earlier turns, which is dropped by default.");
        Option<string> dialect = CommandLine.ChoiceOption("--dialect", "'openai' writes as openai-harmony 0.0.8, 'oss' as its fork oss-harmony 0.0.11.", HarmonyDialect.OpenAI);
        Option<string> schemaStyle = CommandLine.ChoiceOption("--schema-style", "'reference' writes the tools' JSON schemas as the reference does, 'faithful' with what it loses.", SchemaStyle.Reference);
        Option<string> output = CommandLine.ChoiceOption("--output", "'pretty' shows text and ids in colour, 'ids' one id a line, 'json' an array of ids, 'text' the text.", terminal.IsOutputRedirected ? Format.Json : Format.Pretty);
        var chat = new ChatOptions();
        var command = new Command("render", "Render a conversation, or a chat request, into token ids.") { file, purpose, nextRole, keepAnalysis, dialect, schemaStyle, output };
        chat.AddTo(command);
        command.SetAction(result =>
        {
            string path = result.GetValue(file)!;
            byte[] json = InputFile.ReadBytes(path, terminal);
            var options = new RenderOptions
            {
                Purpose = result.GetChoice<RenderPurpose>(purpose),
                NextRole = result.GetChoice<Role>(nextRole),
                KeepAnalysis = result.HasFlag(keepAnalysis),
                Dialect = result.GetChoice<HarmonyDialect>(dialect),
                SchemaStyle = result.GetChoice<SchemaStyle>(schemaStyle),
            };
            using var ids = new TokenBuffer();
            CommandLine.Reading(path, () =>
            {
                HarmonyRenderer.Render(chat.Read(json, options.KeepAnalysis, result).Conversation, ids, options);
                return ids.Count;
            });
            Write(ids.Span, result.GetChoice<Format>(output), result.InvocationConfiguration.Output, terminal);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(ReadOnlySpan<int> ids, Format format, TextWriter output, Terminal terminal)
    {
        switch (format)
        {
            case Format.Ids:
                IdWriter.WriteLines(ids, output);
                break;
            case Format.Json:
                IdWriter.WriteJson(ids, output);
                break;
            case Format.Text:
                output.WriteLine(O200kTokenizer.Decode(ids));
                break;
            default:
                PrettyWriter.Write(ids, output, useColor: !terminal.IsOutputRedirected);
                break;
        }
    }
}
