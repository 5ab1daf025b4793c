using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.GeneratorBenchmarks;

/// <summary>A project of 100 tools in ten classes, with as many other files.</summary>
internal static class ToolProject
{
    public const int Classes = 10;
    public const int ToolsPerClass = 10;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp13);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name == "Harmony.Encoding.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The project as a compiler has it: parsed, and nothing bound yet.</summary>
    public static CSharpCompilation Create() => CSharpCompilation.Create(
        "ToolProject",
        [.. Enumerable.Range(0, Classes).SelectMany(Files)],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));

    /// <summary>The project after an edit of a file that has no tools.</summary>
    public static CSharpCompilation EditElsewhere(CSharpCompilation project, int edit)
    {
        SyntaxTree file = project.SyntaxTrees.First(tree => tree.FilePath.StartsWith("Other", StringComparison.Ordinal));
        return project.ReplaceSyntaxTree(file, file.WithChangedText(SourceText.From(Other(0, string.Create(CultureInfo.InvariantCulture, $"return {edit};")))));
    }

    public static GeneratorDriver Driver(IIncrementalGenerator generator) => CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: Options);

    public static void Write(string folder)
    {
        foreach (SyntaxTree file in Enumerable.Range(0, Classes).SelectMany(Files))
        {
            File.WriteAllText(Path.Combine(folder, file.FilePath), file.ToString());
        }
    }

    private static IEnumerable<SyntaxTree> Files(int number)
    {
        yield return CSharpSyntaxTree.ParseText(ToolClass(number), Options, $"Tools{number}.cs");
        yield return CSharpSyntaxTree.ParseText(Other(number, "return 0;"), Options, $"Other{number}.cs");
    }

    private static string Other(int number, string statement) => $$"""
        namespace ToolProject;

        public static class Other{{number}}
        {
            public static int Work()
            {
                {{statement}}
            }
        }
        """;

    private static string ToolClass(int number)
    {
        var source = new StringBuilder(
            $$"""
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using Harmony.Tools;

            namespace ToolProject;

            /// <summary>How urgent an order is.</summary>
            public enum Priority{{number}} { Low, Normal, High }

            /// <summary>Where an order goes.</summary>
            /// <param name="Street">The street, with the number.</param>
            /// <param name="City">The city.</param>
            /// <param name="PostalCode">The postal code, if the country has them.</param>
            public sealed record Address{{number}}(string Street, string City, string? PostalCode = null);

            /// <summary>What an order is of.</summary>
            public sealed record Item{{number}}(string Product, int Count, decimal Price, bool IsGift = false);

            [HarmonyTools("shop_{{number}}", Description = "The orders of a shop.")]
            public sealed partial class ShopTools{{number}}
            {

            """);
        for (int tool = 0; tool < ToolsPerClass; tool++)
        {
            source.Append(CultureInfo.InvariantCulture, $$"""
                    /// <summary>Places order {{tool}} of a customer, and says when it will arrive.</summary>
                    /// <param name="customer">The customer's name, as it stands on the account.</param>
                    /// <param name="items">What to order.</param>
                    /// <param name="address">Where to send it.</param>
                    /// <param name="priority">How fast it has to be.</param>
                    /// <param name="note">A note for who packs it.</param>
                    [HarmonyTool]
                    public Task<Item{{number}}[]> PlaceOrder{{tool}}Async(
                        string customer,
                        IReadOnlyList<Item{{number}}> items,
                        Address{{number}} address,
                        Priority{{number}} priority = Priority{{number}}.Normal,
                        string? note = null,
                        CancellationToken cancellationToken = default) => Task.FromResult<Item{{number}}[]>([.. items]);

                """);
        }

        return source.Append("}\n").ToString();
    }
}
