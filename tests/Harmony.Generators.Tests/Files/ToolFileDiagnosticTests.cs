using Harmony.Generators.Model;
using Harmony.Generators.Tests.Tools;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Tests.Files;

public class ToolFileDiagnosticTests
{
    private const string Good = """{"tools":[{"name":"f","inputSchema":{"type":"object","properties":{"x":{"type":"integer"}}}}]}""";

    [Theory]
    [InlineData("{\n  \"tools\": [,]\n}", "HRM030 w.tools.json(2,13): This is not JSON: expected a value, found ','")]
    [InlineData("", "HRM030 w.tools.json(1,1): This is not JSON: expected a value, found the end of the file")]
    [InlineData("\"x\"", "HRM031 w.tools.json(1,1): This is not a list of tools: expected an array of tools, found a string")]
    [InlineData("{}", "HRM031 w.tools.json(1,1): This is not a list of tools: 'tools' is missing here")]
    [InlineData("[1]", "HRM031 w.tools.json(1,2): This is not a list of tools: expected a tool, which is an object, found a number")]
    [InlineData("[{}]", "HRM031 w.tools.json(1,2): This is not a list of tools: 'name' is missing here")]
    [InlineData("""[{"type":"web_search"}]""", "HRM031 w.tools.json(1,10): This is not a list of tools: only tools of the type 'function' can be called by a program")]
    [InlineData("""[{"type":"function","function":[]}]""", "HRM031 w.tools.json(1,32): This is not a list of tools: expected a function, which is an object, found an array")]
    [InlineData("""[{"name":"f","description":5}]""", "HRM031 w.tools.json(1,28): This is not a list of tools: expected a string, found a number")]
    [InlineData("""[{"name":"f"},{"name":"f"}]""", "HRM032 w.tools.json(1,23): Two tools are named 'f'")]
    [InlineData("""[{"name":"a b"}]""", "HRM033 w.tools.json(1,10): 'a b' is not a name that a model can call: use only letters A to Z and a to z, digits, '_' and '-'")]
    [InlineData("""[{"name":"f","name":"g"}]""", "HRM037 w.tools.json(1,14): The key 'name' occurs twice in this object: the last value is used")]
    [InlineData("[]", "HRM038 w.tools.json(1,1): The file has no tools")]
    public void What_is_wrong_in_a_file_is_told_with_its_place(string text, string expected) =>
        Assert.Equal([expected], new FileCompilation(("w.tools.json", text)).Diagnose());

    [Theory]
    [InlineData("HarmonyToolNamespace", "browser", "HRM034 w.tools.json(1,1): The namespace 'browser' is a built-in tool of the model: set the metadata HarmonyToolNamespace to another name")]
    [InlineData("HarmonyToolNamespace", "a.b", "HRM033 w.tools.json(1,1): 'a.b' is not a name that a model can call: use only letters A to Z and a to z, digits, '_' and '-'")]
    [InlineData("HarmonyDialect", "1", "HRM035 w.tools.json(1,1): '1' is not a value of the metadata HarmonyDialect: use one of OpenAI, Oss")]
    [InlineData("HarmonySchemaStyle", "faith", "HRM035 w.tools.json(1,1): 'faith' is not a value of the metadata HarmonySchemaStyle: use one of Reference, Faithful")]
    public void What_is_wrong_in_the_metadata_is_told(string metadata, string value, string expected) =>
        Assert.Equal([expected], new FileCompilation(("w.tools.json", Good)) { Metadata = { [metadata] = value } }.Diagnose());

    [Fact]
    public void Metadata_choose_what_the_ids_are_compiled_for()
    {
        var compilation = new FileCompilation(("w.tools.json", Good))
        {
            Metadata = { ["HarmonyDialect"] = "oss", ["HarmonySchemaStyle"] = "Faithful", ["HarmonyToolNamespace"] = "db" },
        };
        string source = compilation.Generate()["My.App.WTools.g.cs"];
        Assert.Contains("HarmonyDialect.Oss", source, StringComparison.Ordinal);
        Assert.Contains("SchemaStyle.Faithful", source, StringComparison.Ordinal);
        Assert.Contains("\"db\"", source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(65_000, 0)]
    [InlineData(66_000, 1)]
    public void Tools_of_too_many_ids_are_told(int words, int count)
    {
        string description = string.Concat(Enumerable.Repeat("a ", words));
        Assert.Equal(count, new FileCompilation(("w.tools.json", $$"""[{"name":"f","description":"{{description}}"}]""")).Diagnose().Count(text => text.StartsWith("HRM041", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_files_of_one_name_make_one_class() => Assert.Equal(
        ["HRM036 b/w.tools.json(1,1): 'w.tools.json' generates the type 'WTools', which another file already generates"],
        new FileCompilation(("a/w.tools.json", Good), ("b/w.tools.json", Good)).Diagnose());

    [Fact]
    public void A_class_cannot_have_the_name_of_another_files_interface() => Assert.Equal(
        ["HRM036 i-mail.tools.json(1,1): 'i-mail.tools.json' generates the type 'IMailTools', which another file already generates"],
        new FileCompilation(("mail.tools.json", Good), ("i-mail.tools.json", Good)).Diagnose());

    [Fact]
    public void An_old_language_is_told() => Assert.Equal(
        ["HRM040 w.tools.json(1,1): The code generated for this file needs C# 13 or later"],
        new FileCompilation(("w.tools.json", Good)) { Language = LanguageVersion.CSharp12 }.Diagnose());

    [Theory]
    [InlineData("", "WTools.g.cs")]
    [InlineData("my-app.2nd.class", "my_app._2nd.class.WTools.g.cs")]
    public void A_root_namespace_becomes_one_of_CSharp(string rootNamespace, string hintName)
    {
        var compilation = new FileCompilation(("w.tools.json", Good)) { RootNamespace = rootNamespace };
        Assert.Contains(hintName, compilation.Generate().Keys);
        Assert.NotNull(compilation.Load());
    }

    [Fact]
    public void A_change_elsewhere_makes_nothing_again()
    {
        GeneratorDriver driver = new FileCompilation(("a.tools.json", Good), ("b.tools.json", Good)).Driver();
        Compilation compilation = ToolCompilation.Create();
        driver = driver.RunGenerators(compilation, TestContext.Current.CancellationToken);

        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class C;", cancellationToken: TestContext.Current.CancellationToken)), TestContext.Current.CancellationToken);
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Reasons(driver, TrackingNames.Files));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Reasons(driver, TrackingNames.FileSpecs));

        // Text that only moves is read again, but what it generates is not made again.
        AdditionalText before = FileCompilation.File("c.tools.json", Good);
        driver = driver.AddAdditionalTexts([before]).RunGenerators(compilation, TestContext.Current.CancellationToken);
        driver = driver.ReplaceAdditionalText(before, FileCompilation.File("c.tools.json", "\n" + Good)).RunGenerators(compilation, TestContext.Current.CancellationToken);
        Assert.Equal(3, Reasons(driver, TrackingNames.FileSpecs).Length);
        Assert.Single(Reasons(driver, TrackingNames.Files), reason => reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.Unchanged);
        Assert.DoesNotContain(IncrementalStepRunReason.Modified, Reasons(driver, TrackingNames.FileSpecs));
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorDriver driver, string step) =>
        [.. driver.GetRunResult().Results.SelectMany(result => result.TrackedSteps.GetValueOrDefault(step, [])).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
