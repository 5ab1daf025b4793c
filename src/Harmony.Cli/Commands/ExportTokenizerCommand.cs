using System.CommandLine;
using Harmony.Tokenization;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony export-tokenizer</c>: the embedded vocabulary → the files that other programs read it from.</summary>
internal static class ExportTokenizerCommand
{
    public static Command Create()
    {
        Argument<string> folder = CommandLine.PathArgument("dir", "Where to: a model's folder, or a new one. A file that is there already is not written over.");
        folder.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[^1].Value.Length == 0)
            {
                result.AddError("The folder's name is empty: name a model's folder, or a new one.");
            }
        });
        var command = new Command("export-tokenizer", $"Write {TokenizerFiles.TokenizerName} and {TokenizerFiles.ConfigName} for Hugging Face's tokenizers, which ONNX Runtime GenAI needs beside a model to keep its output to a grammar.") { folder };
        command.SetAction(result =>
        {
            string path = result.GetValue(folder)!;
            if (File.Exists(path))
            {
                throw new InputException($"{path} is a file: name a model's folder, or a new one");
            }

            try
            {
                TokenizerFiles.Write(path);
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
