using Harmony.OnnxGenAI;
using Harmony.Tokenization;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>The tiny model with our tokenizer's files beside it, which guidance reads.</summary>
internal sealed class GuidedModelFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-guidance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public async Task<OnnxGenAIEngine> LoadAsync()
    {
        EngineLibraries.SkipWithout();
        foreach (string file in (string[])["model.onnx", "genai_config.json"])
        {
            File.CreateSymbolicLink(Path.Combine(_folder, file), Path.Combine(TinyModel.Folder, file));
        }

        TokenizerFiles.Write(_folder);

        return await OnnxGenAIEngine.LoadAsync(_folder, new() { ContextLength = 2048 });
    }
}
