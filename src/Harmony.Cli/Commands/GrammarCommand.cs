using System.CommandLine;
using Harmony.Constraints;
using Harmony.Conversations;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony grammar</c>: writes the grammar that constrains an engine, for a conversation or a chat request.</summary>
internal static class GrammarCommand
{
    private enum Format
    {
        Lark,
        Gbnf,
    }

    public static Command Create(Terminal terminal)
    {
        Argument<string> file = CommandLine.PathArgument("file", "The JSON of a conversation or of an OpenAI chat request, as 'harmony render' reads it; '-' is standard input.");
        Option<string> format = CommandLine.ChoiceOption("--format", "'lark' for llguidance (ONNX Runtime GenAI, vLLM, SGLang), 'gbnf' for llama.cpp.", Format.Lark);
        Option<string> toolChoice = CommandLine.ChoiceOption("--tool-choice", "Whether the turn calls a tool: 'auto' lets the model decide, 'required' ends the turn with a call, 'none' ends it with an answer.", ToolChoice.Auto);
        Option<string> noEscapes = CommandLine.Flag("--no-unicode-escapes", "Lark without \\uXXXX escapes of printable characters in arguments, which llguidance before 1.9 (ONNX Runtime GenAI 0.18) does not accept.");
        var chat = new ChatOptions();
        var command = new Command("grammar", "Write the grammar that constrains an engine to well-formed turns with the tools of a conversation.") { file, format, toolChoice, noEscapes };
        chat.AddTo(command);
        command.SetAction(result =>
        {
            string path = result.GetValue(file)!;
            byte[] json = InputFile.ReadBytes(path, terminal);
            Conversation conversation = CommandLine.Reading(path, () => chat.Read(json, keepsAnalysis: true, result).Conversation);
            EngineGrammar grammar = Grammar(conversation, result.GetChoice<ToolChoice>(toolChoice), path);
            result.InvocationConfiguration.Output.Write(result.GetChoice<Format>(format) == Format.Lark ? grammar.ToLark(!result.HasFlag(noEscapes)) : grammar.ToGbnf());
            return ExitCode.Success;
        });
        return command;
    }

    private static EngineGrammar Grammar(Conversation conversation, ToolChoice toolChoice, string path)
    {
        try
        {
            return EngineGrammar.For(conversation, toolChoice);
        }
        catch (ArgumentException error)
        {
            throw new InputException($"{InputFile.NameOf(path)}: a call is required, but the conversation has no tools", error);
        }
    }
}
