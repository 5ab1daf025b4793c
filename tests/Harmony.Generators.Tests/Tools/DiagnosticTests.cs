using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Tests.Tools;

/// <summary>What cannot be generated is said, with its place.</summary>
public class DiagnosticTests
{
    private const string Tool = "[HarmonyTool] public void Run() { }";

    [Theory]
    [InlineData("HRM001", "Tools", "'Tools' has [HarmonyTools] or contains a class that has it, and must be partial", "[HarmonyTools] class Tools { " + Tool + " }")]
    [InlineData("HRM001", "Outer", "'Outer' has [HarmonyTools] or contains a class that has it, and must be partial", "class Outer { [HarmonyTools] partial class Tools { " + Tool + " } }")]
    [InlineData("HRM002", "Tools", "'Tools' has [HarmonyTools], but is generic", "[HarmonyTools] partial class Tools<T> { " + Tool + " }")]
    [InlineData("HRM002", "Outer", "'Tools' has [HarmonyTools], but is in 'Outer', which is generic", "partial class Outer<T> { [HarmonyTools] partial class Tools { " + Tool + " } }")]
    [InlineData("HRM002", "Tools", "'Tools' has [HarmonyTools], but is file-local", "[HarmonyTools] file partial class Tools { " + Tool + " }")]
    [InlineData("HRM003", "Tools", "'Tools' has [HarmonyTools], but no method with [HarmonyTool]", "[HarmonyTools] partial class Tools { public void Run() { } }")]
    [InlineData("HRM004", "Run", "'Run' has [HarmonyTool], but its class does not have [HarmonyTools]", "class Tools { " + Tool + " }")]
    [InlineData("HRM005", "Run", "'Run' cannot be a tool: it is generic, and a model does not give types", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run<T>() { } }")]
    [InlineData("HRM005", "Run", "'Run' cannot be a tool: its parameter 'a' is passed by reference, and a model gives values", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(ref int a) { } }")]
    [InlineData("HRM005", "Run", "'Run' cannot be a tool: its parameter 'a' is passed by reference, and a model gives values", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(out int a) { a = 1; } }")]
    [InlineData("HRM005", "Run", "'Run' cannot be a tool: its parameter 'a' is passed by reference, and a model gives values", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(in int a) { } }")]
    [InlineData("HRM005", "Run", "'Run' cannot be a tool: it returns by reference, which cannot be awaited or written", "[HarmonyTools] partial class Tools { private int _a; [HarmonyTool] public ref int Run() => ref _a; }")]
    [InlineData("HRM005", "Run", "'Run' cannot be a tool: it has two parameters for cancellation", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(CancellationToken a, CancellationToken b) { } }")]
    [InlineData("HRM005", "Run", "'Run' cannot be a tool: it is 'async void', which cannot be awaited; return a Task", "[HarmonyTools] partial class Tools { [HarmonyTool] public async void Run() => await Task.Yield(); }")]
    [InlineData("HRM006", "a", "The type 'object' of 'a' cannot be an argument: 'object' does not say what it contains; use a JsonElement or a type of your own", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(object a) { } }")]
    [InlineData("HRM006", "a", "The type 'System.IO.Stream' of 'a' cannot be an argument: use a JsonElement or a type of your own", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(System.IO.Stream a) { } }")]
    [InlineData("HRM006", "a", "The type 'System.Action' of 'a' cannot be an argument: use a JsonElement or a type of your own", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(List<Action> a) { } }")]
    [InlineData("HRM006", "a", "The type 'int[*,*]' of 'a' cannot be an argument: use a JsonElement or a type of your own", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(int[,] a) { } }")]
    [InlineData("HRM006", "a", "The type '(int, int)' of 'a' cannot be an argument: use a JsonElement or a type of your own", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run((int, int) a) { } }")]
    [InlineData("HRM006", "a", "The type 'System.Span<int>' of 'a' cannot be an argument: use a JsonElement or a type of your own", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(Span<int> a) { } }")]
    [InlineData("HRM006", "a", "The type 'Days' of 'a' cannot be an argument: an enum with [Flags] has values without a name; use a list of an enum without [Flags]", "[Flags] enum Days { None } [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Days a) { } }")]
    [InlineData("HRM006", "a", "The type 'Empty' of 'a' cannot be an argument: an enum without members has no values", "enum Empty { } [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Empty a) { } }")]
    [InlineData("HRM006", "a", "The type 'System.Collections.Generic.Dictionary<int, int>' of 'a' cannot be an argument: keys in JSON are strings: use a dictionary with string keys", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Run(Dictionary<int, int> a) { } }")]
    [InlineData("HRM006", "a", "The type 'System.IO.Stream' of 'Inner.Streams' cannot be an argument: use a JsonElement or a type of your own", "record Inner(List<System.IO.Stream> Streams); record Outer(Inner? Inner); [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Outer a) { } }")]
    [InlineData("HRM006", "a", "The type 'Shape' of 'a' cannot be an argument: nothing says which derived type to create", "abstract record Shape; [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Shape a) { } }")]
    [InlineData("HRM006", "a", "The type 'Closed' of 'a' cannot be an argument: it has no public constructor", "class Closed { private Closed() { } } [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Closed a) { } }")]
    [InlineData("HRM006", "a", "The type 'Two' of 'a' cannot be an argument: it has several constructors: mark the one to call with [JsonConstructor]", "class Two { public Two(int a) { } public Two(long b) { } } [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Two a) { } }")]
    [InlineData("HRM006", "a", "The type 'Box<int>' of 'a' cannot be an argument: 'Item' is set by 'init' in a generic type; make it 'required' or a parameter of the constructor, or give it 'set'", "class Box<T> { public T? Item { get; init; } } [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Box<int> a) { } }")]
    [InlineData("HRM006", "a", "The type 'Same' of 'a' cannot be an argument: two of its properties are named 'name' in JSON; rename one with [JsonPropertyName]", "class Same { public int Name { get; set; } public int name { get; set; } } [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Same a) { } }")]
    [InlineData("HRM007", "a", "The type 'Node' contains itself, in 'Node.Children': use a JsonElement there", "record Node(List<Node>? Children); [HarmonyTools] partial class Tools { [HarmonyTool] void Run(Node a) { } }")]
    [InlineData("HRM007", "Run", "The type 'Node' contains itself, in 'Node.Children': use a JsonElement there, or name what writes it: [HarmonyTools(JsonContext = typeof(...))]", "record Node(List<Node>? Children); [HarmonyTools] partial class Tools { [HarmonyTool] Node Run() => new([]); }")]
    [InlineData("HRM008", "Run", "The result type 'System.IO.Stream' of 'Run' cannot be written: return a type of your own, or name what writes it: [HarmonyTools(JsonContext = typeof(...))]", "[HarmonyTools] partial class Tools { [HarmonyTool] public Task<System.IO.Stream> Run() => null!; }")]
    [InlineData("HRM009", "Run", "Two tools in 'functions' are named 'run': rename one with [HarmonyTool(Name = ...)]", "[HarmonyTools] partial class Tools { " + Tool + " [HarmonyTool] public void Run(int a) { } }")]
    [InlineData("HRM010", "HarmonyTools(\"python\")", "The namespace 'python' is a built-in tool of the model: use another name", "[HarmonyTools(\"python\")] partial class Tools { " + Tool + " }")]
    [InlineData("HRM010", "HarmonyTools(\"browser\")", "The namespace 'browser' is a built-in tool of the model: use another name", "[HarmonyTools(\"browser\")] partial class Tools { " + Tool + " }")]
    [InlineData("HRM011", "HarmonyTools(\"a b\")", "'a b' is not a name that a model can call: use only letters A to Z and a to z, digits, '_' and '-'", "[HarmonyTools(\"a b\")] partial class Tools { " + Tool + " }")]
    [InlineData("HRM011", "Run", "'a.b' is not a name that a model can call: use only letters A to Z and a to z, digits, '_' and '-'", "[HarmonyTools] partial class Tools { [HarmonyTool(Name = \"a.b\")] public void Run() { } }")]
    [InlineData("HRM011", "Größe", "'größe' is not a name that a model can call: use only letters A to Z and a to z, digits, '_' and '-'", "[HarmonyTools] partial class Tools { [HarmonyTool] public void Größe() { } }")]
    [InlineData("HRM012", "HarmonyTools(JsonContext = typeof(string))", "'string' is not derived from JsonSerializerContext", "[HarmonyTools(JsonContext = typeof(string))] partial class Tools { " + Tool + " }")]
    [InlineData("HRM016", "HarmonyTools(Dialect = (Harmony.Grammar.HarmonyDialect)7)", "Unknown Dialect: 7. Use a member of the enum", "[HarmonyTools(Dialect = (Harmony.Grammar.HarmonyDialect)7)] partial class Tools { " + Tool + " }")]
    [InlineData("HRM013", "ToolNamespace", "'Tools' has a member 'ToolNamespace', which is the name of a generated member", "[HarmonyTools] partial class Tools { public int ToolNamespace => 1; " + Tool + " }")]
    [InlineData("HRM013", "ArgumentReaders", "'Tools' has a member 'ArgumentReaders', which is the name of a generated member", "[HarmonyTools] partial class Tools { class ArgumentReaders { } " + Tool + " }")]
    public void What_is_wrong_is_said_where_it_is(string id, string place, string message, string source)
    {
        Diagnostic diagnostic = Assert.Single(ToolCompilation.Diagnose(source));
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(place, source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal("File1.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.NotEmpty(diagnostic.Descriptor.Description.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void An_old_language_is_said() => Assert.Equal(
        "HRM014",
        Assert.Single(ToolCompilation.Run(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp12, "[HarmonyTools] partial class Tools { " + Tool + " }").Diagnostics).Id);

    [Fact]
    public void Tools_of_too_many_ids_are_said_and_not_compiled()
    {
        string source = $"[HarmonyTools] partial class Tools {{ [HarmonyTool(Description = \"{string.Concat(Enumerable.Repeat(" word", 70_000))}\")] public void Run() {{ }} }}";
        GeneratorDriverRunResult result = ToolCompilation.Run(source);
        Diagnostic diagnostic = Assert.Single(result.Diagnostics);
        Assert.Equal("HRM015", diagnostic.Id);
        Assert.Contains("'functions' have 70,0", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(result.GeneratedTrees);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once_and_nothing_is_generated()
    {
        GeneratorDriverRunResult result = ToolCompilation.Run(
            """
            [HarmonyTools("python")]
            class Tools
            {
                [HarmonyTool] void A(object a, Action b) { }
                [HarmonyTool] void B<T>() { }
                [HarmonyTool] void C() { }
            }
            """);
        Assert.Equal(["HRM001", "HRM005", "HRM006", "HRM006", "HRM010"], result.Diagnostics.Select(diagnostic => diagnostic.Id).Order());
        Assert.Empty(result.GeneratedTrees);
    }

    [Fact]
    public void A_type_that_comes_twice_without_containing_itself_is_not_recursive() => Assert.Empty(ToolCompilation.Diagnose(
        """
        record Leaf(int A);
        record Pair(Leaf First, Leaf? Second, List<Leaf> More);
        [HarmonyTools] partial class Tools { [HarmonyTool] Pair Run(Pair a, Leaf b) => a; }
        """));

    [Fact]
    public void Every_rule_has_a_test_and_is_released()
    {
        string released = TestFiles.Read("src", "Harmony.Generators", "AnalyzerReleases.Unshipped.md");
        string tests = TestFiles.Read("tests", "Harmony.Generators.Tests", "Tools", "DiagnosticTests.cs");
        foreach (System.Reflection.FieldInfo field in typeof(Diagnostics.ToolDiagnostics).GetFields())
        {
            var descriptor = (DiagnosticDescriptor)field.GetValue(null)!;
            Assert.Contains($"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}", released, StringComparison.Ordinal);
            Assert.Contains($"\"{descriptor.Id}\"", tests, StringComparison.Ordinal);
        }
    }
}
