using System.CommandLine;
using Harmony.Tokenization;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony export-tokenizer</c>: writes the embedded vocabulary as files for other programs.</summary>
internal static class ExportTokenizerCommand
{
    public static Command Create()
    {
        Argument<string> folder = CommandLine.PathArgument("dir", "The folder of a model, or a new folder. Existing files are not overwritten.");
        folder.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens[^1].Value.Length == 0)
            {
                result.AddError("The folder name is empty: name a model's folder or a new folder.");
            }
        });
        var command = new Command("export-tokenizer", $"Write {TokenizerFiles.TokenizerName} and {TokenizerFiles.ConfigName} for Hugging Face's tokenizers. ONNX Runtime GenAI needs them in a model's folder to constrain its output to a grammar.") { folder };
        command.SetAction(result =>
        {
            string path = result.GetValue(folder)!;
            if (File.Exists(path))
            {
                throw new InputException($"{path} is a file: name a model's folder or a new folder");
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
