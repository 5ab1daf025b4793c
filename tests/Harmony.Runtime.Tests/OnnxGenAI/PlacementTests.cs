using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Where a model's nodes are, from ONNX Runtime's own log.</summary>
public class PlacementTests
{
    [Fact]
    public async Task A_model_on_the_cpu_is_wholly_there()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        ProviderNodes nodes = Assert.Single(engine.Placement!.Providers);
        Assert.Equal("CPUExecutionProvider", nodes.Provider);
        Assert.InRange(nodes.NodeCount, 30, 200);
        Assert.Empty(engine.Placement.FallenBack);
        Assert.Equal($"CPUExecutionProvider: {nodes.NodeCount} nodes", engine.Placement.ToString());
    }

    [Fact]
    public async Task No_report_is_made_where_none_is_wanted()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 128, ReportPlacement = false });
        Assert.Null(engine.Placement);
    }

    [Fact]
    public void A_recorded_log_is_read()
    {
        ProviderNodes nodes = Assert.Single(ProviderPlacement.Read(File.ReadLines(Path.Combine(TestFiles.Data, "onnxruntime-logs", "cpu.log")))!.Providers);
        Assert.Equal(("CPUExecutionProvider", 63), (nodes.Provider, nodes.NodeCount));
    }

    [Fact]
    public void A_log_of_CoreML_says_what_it_took_and_what_fell_back()
    {
        ProviderPlacement placement = ProviderPlacement.Read(File.ReadLines(Path.Combine(TestFiles.Data, "onnxruntime-logs", "coreml.log")))!;
        Assert.Equal(["CPUExecutionProvider", "CoreMLExecutionProvider"], placement.Providers.Select(nodes => nodes.Provider));
        Assert.Equal((17, 63), (placement.ClaimedNodes, placement.OfferedNodes));
        Assert.Equal(2, placement.Providers[1].NodeCount);
        Assert.Equal(
            [new("GroupQueryAttention", 4), new("MatMul", 4), new("MoE", 4), new("SkipSimplifiedLayerNormalization", 3), new("SimplifiedLayerNormalization", 1)],
            placement.FallenBack);
        Assert.Equal(
            "CPUExecutionProvider: 16 nodes; CoreMLExecutionProvider: 2 nodes; the device supports 17 of 63; fallen back to the CPU: 4 GroupQueryAttention, 4 MatMul, 4 MoE, "
            + "3 SkipSimplifiedLayerNormalization, 1 SimplifiedLayerNormalization. Most of the work stays on the CPU: CoreML lacks this model's operators. "
            + "Use the provider webgpu with an export for it, or only cpu, which saves the copies.",
            placement.ToString());
    }

    [Fact]
    public void A_device_that_takes_what_matters_is_not_complained_about()
    {
        ProviderPlacement placement = ProviderPlacement.Read(
        [
            "Node placements", " Node(s) placed on [CUDAExecutionProvider]. Number of nodes: 2", "  GroupQueryAttention (a)", "  QMoE (b)",
            " Node(s) placed on [CPUExecutionProvider]. Number of nodes: 1", "  Gather (c)", "SaveMLValueNameIndexMapping",
        ])!;
        Assert.Equal("CUDAExecutionProvider: 2 nodes; CPUExecutionProvider: 1 nodes; fallen back to the CPU: 1 Gather", placement.ToString());
    }

    [Fact]
    public void A_log_without_placements_gives_no_report() => Assert.Null(ProviderPlacement.Read(["Initializing session.", "Node placements"]));
}
