using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Tests.Tools;

/// <summary>Programs whose names and declarations are such that what is generated could be no C#.</summary>
public class HostileNamesTests
{
    [Theory]
    [InlineData("[HarmonyTool] public static string Get(string? _ = null, int a = 1) => \"\";")]
    [InlineData("public record R { public string? _ { get; set; } } [HarmonyTool] public static R Get(R r) => r;")]
    [InlineData("[HarmonyTool] public static string search(string search) => search;")]
    [InlineData("[HarmonyTool] public string arguments(int a) => \"\"; [HarmonyTool] public static int result() => 1;")]
    [InlineData("[HarmonyTool] public async Task<string> call() { await Task.Yield(); return \"\"; }")]
    [InlineData("[HarmonyTool] public string cancellationToken(int utf8Arguments, CancellationToken token) => \"\";")]
    [InlineData("public enum E { A, [Obsolete] B } public record R { [Obsolete(\"x\")] public int X { get; set; } } [HarmonyTool, Obsolete(\"y\")] public static R Get(E e, R r) => r;")]
    public void Names_are_no_obstacle(string members) => ToolCompilation.LoadTools($$"""[HarmonyTools] public partial class Tools { {{members}} }""");

    [Fact]
    public void A_class_may_be_called_like_what_calls_a_tool() =>
        ToolCompilation.Load("[HarmonyTools] public partial class CallGet { [HarmonyTool] public static string Get(int a) => \"\"; }");

    [Fact]
    public void Classes_may_differ_in_capital_letters_alone()
    {
        GeneratorDriverRunResult result = ToolCompilation.Run(
            """
            [HarmonyTools] public partial class Tools { [HarmonyTool] public static string Get(int a) => ""; }
            [HarmonyTools] public partial class TOOLS { [HarmonyTool] public static string Get(int a) => ""; }
            """);
        Assert.Empty(result.Diagnostics);
        Assert.Equal(["TOOLS2.Tools.g.cs", "Tools.Tools.g.cs"], result.GeneratedTrees.Select(tree => Path.GetFileName(tree.FilePath)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ToolNamespace")]
    [InlineData("DispatchAsync")]
    [InlineData("ResultWriters")]
    public void A_class_cannot_be_called_like_its_generated_members(string name) =>
        AssertDiagnosed("HRM002", $$"""[HarmonyTools] public partial class {{name}} { [HarmonyTool] public static string Get(int a) => ""; }""");

    [Theory]
    [InlineData("HRM005", "[HarmonyTool(Name = \"a\")] string IHave.Get(int a) => \"\";")]
    [InlineData("HRM005", "public int P { [HarmonyTool(Name = \"a\")] get => 1; }")]
    [InlineData("HRM005", "[HarmonyTool(Name = \"a\")] public static Tools operator +(Tools a, Tools b) => a;")]
    [InlineData("HRM005", "[HarmonyTool] public Task? Get(int a) => null;")]
    [InlineData("HRM006", "public class R { public required int F; } [HarmonyTool] public int Get(R r) => 1;")]
    [InlineData("HRM006", "public class R { [System.Text.Json.Serialization.JsonIgnore] public required int F { get; set; } } [HarmonyTool] public int Get(R r) => 1;")]
    [InlineData("HRM006", "public class R { public R(ref int x) { } } [HarmonyTool] public int Get(R r) => 1;")]
    public void What_cannot_be_called_or_made_is_told(string id, string members) =>
        AssertDiagnosed(id, $$"""public interface IHave { string Get(int a); } [HarmonyTools] public partial class Tools { {{members}} }""");

    [Fact]
    public void A_type_that_doubles_in_every_level_is_told()
    {
        string types = string.Concat(Enumerable.Range(0, 40).Select(i => $"public record R{i}(R{i + 1} A, R{i + 1} B);"));
        AssertDiagnosed("HRM006", types + "public record R40(int X); [HarmonyTools] public partial class Tools { [HarmonyTool] public int Get(R0 r) => 1; }");
        AssertDiagnosed("HRM008", types + "public record R40(int X); [HarmonyTools] public partial class Tools { [HarmonyTool] public R0 Get() => null!; }");
    }

    [Fact]
    public void A_comment_of_four_slashes_is_no_documentation()
    {
        string generated = ToolCompilation.Generate(
            """
            [HarmonyTools]
            public partial class Tools
            {
                //// <summary>Old.</summary>
                /// <summary>New.</summary>
                [HarmonyTool]
                public static string Get() => "";
            }
            """);
        Assert.Contains("New.", generated, StringComparison.Ordinal);
        Assert.DoesNotContain("Old.", generated, StringComparison.Ordinal);
    }

    private static void AssertDiagnosed(string id, string source)
    {
        Diagnostic diagnostic = Assert.Single(ToolCompilation.Diagnose(source));
        Assert.Equal(id, diagnostic.Id);
    }
}
