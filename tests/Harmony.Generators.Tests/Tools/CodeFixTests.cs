using System.Collections.Immutable;
using Harmony.Generators.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Tests.Tools;

/// <summary>What the code fixes make of a source; afterwards it has nothing wrong any more.</summary>
public class CodeFixTests
{
    [Theory]
    [InlineData("// First.\n[HarmonyTools]\npublic class Tools { [HarmonyTool] public void Run() { } }", "// First.\n[HarmonyTools]\npublic partial class Tools { [HarmonyTool] public void Run() { } }")]
    [InlineData("[HarmonyTools]\n// Second.\nclass Tools { [HarmonyTool] public void Run() { } }", "[HarmonyTools]\n// Second.\npartial class Tools { [HarmonyTool] public void Run() { } }")]
    [InlineData("/// <summary>Outer.</summary>\nrecord struct Outer { [HarmonyTools] partial class Tools { [HarmonyTool] public void Run() { } } }", "/// <summary>Outer.</summary>\npartial record struct Outer { [HarmonyTools] partial class Tools { [HarmonyTool] public void Run() { } } }")]
    public Task A_class_is_made_partial(string before, string after) => AssertFixedAsync(new MakePartialCodeFix(), before, after);

    [Theory]
    [InlineData("class Tools\n{\n    [HarmonyTool]\n    public void Run() { }\n}", "[HarmonyTools]\npartial class Tools\n{\n    [HarmonyTool]\n    public void Run() { }\n}")]
    [InlineData("/// <summary>Some.</summary>\npublic sealed partial class Tools\n{\n    [HarmonyTool]\n    public void Run() { }\n}", "/// <summary>Some.</summary>\n[HarmonyTools]\npublic sealed partial class Tools\n{\n    [HarmonyTool]\n    public void Run() { }\n}")]
    public Task A_class_gets_its_attribute(string before, string after) => AssertFixedAsync(new AddToolsAttributeCodeFix(), before, after);

    private static async Task AssertFixedAsync(CodeFixProvider provider, string before, string after)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Diagnostic diagnostic = Assert.Single(ToolCompilation.Diagnose(before));
        Assert.Contains(diagnostic.Id, provider.FixableDiagnosticIds);

        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("UserTools", LanguageNames.CSharp).AddDocument("File1.cs", SourceText.From(before));
        List<CodeAction> actions = [];
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic.Location.SourceSpan, [diagnostic], (action, _) => actions.Add(action), cancellationToken));
        ImmutableArray<CodeActionOperation> operations = await Assert.Single(actions).GetOperationsAsync(cancellationToken);
        Document changed = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetDocument(document.Id)!;

        string text = (await changed.GetTextAsync(cancellationToken)).ToString().ReplaceLineEndings("\n");
        Assert.Equal(after, text);
        Assert.Empty(ToolCompilation.Diagnose(text));
    }
}
