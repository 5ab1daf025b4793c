using Harmony.Tools;

namespace Harmony.Generators.Tests.Tools;

/// <summary>Results that a JSON context of the user's writes.</summary>
public class JsonContextTests
{
    private const string Context =
        """
        using System.Text.Json;
        using System.Text.Json.Serialization.Metadata;

        public record Node(string Name, List<Node>? Children);

        // What System.Text.Json's own generator would add is written by hand here: it does not run in this test.
        public sealed class Context : System.Text.Json.Serialization.JsonSerializerContext
        {
            public Context() : base(null) { }
            public static Context Default { get; } = new();
            protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

            public override JsonTypeInfo? GetTypeInfo(Type type) => type != typeof(Node) ? null
                : JsonMetadataServices.CreateValueInfo<Node>(Options, new NodeConverter());

            private sealed class NodeConverter : System.Text.Json.Serialization.JsonConverter<Node>
            {
                public override Node Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();
                public override void Write(Utf8JsonWriter writer, Node value, JsonSerializerOptions options) => writer.WriteStringValue("node " + value.Name);
            }
        }
        """;

    [Fact]
    public async Task A_context_writes_what_is_no_text()
    {
        IHarmonyTools tools = ToolCompilation.LoadTools(
            $$"""
            {{Context}}

            [HarmonyTools(JsonContext = typeof(Context))]
            public partial class Tools
            {
                [HarmonyTool] public Node Tree() => new("a", []);
                [HarmonyTool] public Task<Node?> Later() => Task.FromResult<Node?>(new("b", null));
                [HarmonyTool] public string Text() => "text";
                [HarmonyTool] public int[] Unknown() => [];
            }
            """);
        Assert.Equal((ToolCallStatus.Succeeded, "\"node a\""), await tools.CallAsync("tree", "{}"));
        Assert.Equal((ToolCallStatus.Succeeded, "\"node b\""), await tools.CallAsync("later", "{}"));
        Assert.Equal((ToolCallStatus.Succeeded, "text"), await tools.CallAsync("text", "{}"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => tools.CallAsync("unknown", "{}"));
        Assert.Contains("does not know int[]", error.Message, StringComparison.Ordinal);
    }
}
