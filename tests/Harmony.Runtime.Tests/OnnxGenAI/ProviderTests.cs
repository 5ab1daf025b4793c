using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Providers are known by name, so are their options, and a build that lacks one says which has it.</summary>
public class ProviderTests
{
    public static TheoryData<string, string> Absent => new()
    {
        { "cuda", "Microsoft.ML.OnnxRuntimeGenAI.Cuda" },
        { "dml", "Microsoft.ML.OnnxRuntimeGenAI.DirectML" },
        { "webgpu", "Microsoft.ML.OnnxRuntimeGenAI.WebGPU" },
        { "coreml", "macOS" },
    };

    [Theory]
    [MemberData(nameof(Absent))]
    public async Task A_build_without_a_provider_names_the_package_that_has_it(string name, string package)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The libraries for Linux lack them all.");
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => TinyModel.LoadAsync(new() { Providers = [ExecutionProvider.Parse(name)] }));
        Assert.True(EngineError.NotFound == exception.Error, exception.Message);
        Assert.StartsWith($"The loaded libraries do not include the provider {name}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(package, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cpu_can_be_asked_for()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 1024, Providers = [ExecutionProvider.Cpu] });
        Assert.Equal("cpu", engine.Description.Provider);
        Assert.Equal(TinyModel.Prompts[0].ExpectedIds, (await engine.GenerateAsync(TinyModel.Prompts[0].ToRequest())).Ids);
    }

    [Fact]
    public void Unknown_providers_and_options_are_refused_with_those_that_there_are()
    {
        Assert.Contains("cpu, cuda, dml, webgpu, coreml", Assert.Throws<ArgumentException>(() => ExecutionProvider.Parse("gpu")).Message, StringComparison.Ordinal);
        var wrong = new Dictionary<string, string> { ["MLComputeUnit"] = "ALL" };
        Assert.Contains("MLComputeUnits", Assert.Throws<ArgumentException>(() => ExecutionProvider.Parse("coreml", wrong)).Message, StringComparison.Ordinal);
        Assert.Contains("device_id", Assert.Throws<ArgumentException>(() => ExecutionProvider.Cuda(wrong)).Message, StringComparison.Ordinal);
        Assert.Contains("It has no options", Assert.Throws<ArgumentException>(() => ExecutionProvider.Parse("cpu", wrong)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ExecutionProvider.DirectML(wrong));
        Assert.Throws<ArgumentException>(() => ExecutionProvider.WebGpu(wrong));
    }

    [Fact]
    public void CoreML_gets_ONNX_Runtimes_names_and_values()
    {
        ExecutionProvider provider = ExecutionProvider.CoreML(new()
        {
            ModelFormat = CoreMLModelFormat.MLProgram,
            ComputeUnits = CoreMLComputeUnits.CpuAndNeuralEngine,
            CacheDirectory = "/tmp/cache",
            RequireStaticInputShapes = true,
            EnableOnSubgraphs = false,
            Specialization = CoreMLSpecialization.FastPrediction,
            ProfileComputePlan = false,
            AllowLowPrecisionAccumulation = true,
        });
        Assert.Equal("coreml", provider.Name);
        Assert.Equal(new Dictionary<string, string>
        {
            ["ModelFormat"] = "MLProgram",
            ["MLComputeUnits"] = "CPUAndNeuralEngine",
            ["ModelCacheDirectory"] = "/tmp/cache",
            ["RequireStaticInputShapes"] = "1",
            ["EnableOnSubgraphs"] = "0",
            ["SpecializationStrategy"] = "FastPrediction",
            ["ProfileComputePlan"] = "0",
            ["AllowLowPrecisionAccumulationOnGPU"] = "1",
        }, provider.Options);
        Assert.Empty(ExecutionProvider.CoreML().Options);
    }
}
