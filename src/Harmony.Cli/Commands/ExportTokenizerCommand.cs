using System.CommandLine;
using Harmony.Tokenization;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony export-tokenizer</c>: the embedded vocabulary → the files that other programs read it from.</summary>
internal static class ExportTokenizerCommand
{
    public static Command Create()
    {
        Argument<string> folder = CommandLine.PathArgument("dir", "Where to: a model's folder, or a new one. A file that is there already is not written over.");
        var command = new Command("export-tokenizer", $"Write {TokenizerFiles.TokenizerName} and {TokenizerFiles.ConfigName} for Hugging Face's tokenizers, which ONNX Runtime GenAI needs beside a model to keep its output to a grammar.") { folder };
        command.SetAction(result =>
        {
            try
            {
                TokenizerFiles.Write(result.GetValue(folder)!);
                return ExitCode.Success;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
            {
                throw new InputException(error.Message, error);
            }
        });
        return command;
    }
}
