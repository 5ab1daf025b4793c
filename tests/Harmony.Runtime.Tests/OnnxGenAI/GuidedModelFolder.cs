using Harmony.OnnxGenAI;
using Harmony.Tests;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>The tiny model with the tokenizer's files beside it, which guidance reads.</summary>
internal sealed class GuidedModelFolder : IDisposable
{
    private static readonly string Tokenizer = TestFiles.PathOf("..", "shared", "model", "tokenizer");

    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-guidance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public async Task<OnnxGenAIEngine> LoadAsync()
    {
        TinyModel.SkipWithoutLibraries();
        Assert.SkipUnless(Directory.Exists(Tokenizer), "There are no tokenizer.json and tokenizer_config.json to put beside the model.");
        foreach (string file in (string[])[.. Directory.GetFiles(TinyModel.Folder, "*.json"), .. Directory.GetFiles(TinyModel.Folder, "*.onnx"), .. Directory.GetFiles(Tokenizer, "*.json")])
        {
            File.CreateSymbolicLink(Path.Combine(_folder, Path.GetFileName(file)), file);
        }

        return await OnnxGenAIEngine.LoadAsync(_folder, new() { ContextLength = 2048 });
    }
}
