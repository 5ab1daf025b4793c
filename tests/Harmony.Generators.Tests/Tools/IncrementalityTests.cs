using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Harmony.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Tests.Tools;

/// <summary>The generator does again only what an edit has changed.</summary>
public class IncrementalityTests
{
    private const string Right =
        """
        public enum Unit { Celsius, Fahrenheit }

        /// <summary>A place.</summary>
        public sealed record Place(string City, int? Zip);

        [HarmonyTools]
        public partial class Weather
        {
            /// <summary>Says how the weather will be.</summary>
            /// <param name="place">Where.</param>
            [HarmonyTool]
            public string GetWeather(Place place, Dictionary<string, int>? days = null, Unit unit = Unit.Celsius) => "";
        }


        """;

    private const string Source = Right +
        """
        [HarmonyTools("wrong")]
        public class Wrong
        {
            [HarmonyTool]
            public void Run(object a) { }
        }
        """;

    private static readonly string[] Steps = [TrackingNames.ToolClasses, TrackingNames.ToolClassSpecs, TrackingNames.ToolDiagnostics];

    [Fact]
    public void An_edit_elsewhere_makes_nothing_again()
    {
        GeneratorDriverRunResult result = RunTwice(
            ToolCompilation.Create(Source, "class Other { }"),
            compilation => Replace(compilation, 2, "class Other { void More() { } }"));
        Assert.All(Steps, step => Assert.All(Reasons(result, step), reason => Assert.True(IsSame(reason))));
        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_body_that_changes_makes_nothing_again()
    {
        GeneratorDriverRunResult result = RunTwice(
            ToolCompilation.Create(Right),
            compilation => Replace(compilation, 1, Right.Replace("=> \"\";", "=> \"sunny\";", StringComparison.Ordinal)));
        Assert.All(Reasons(result, TrackingNames.ToolClassSpecs), reason => Assert.True(IsSame(reason)));
        Assert.All(Reasons(result, TrackingNames.ToolDiagnostics), reason => Assert.True(IsSame(reason)));
        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Code_that_moves_moves_its_diagnostics_alone()
    {
        GeneratorDriverRunResult result = RunTwice(
            ToolCompilation.Create(Source),
            compilation => Replace(compilation, 1, "// A line more.\n" + Source));
        Assert.All(Reasons(result, TrackingNames.ToolClassSpecs), reason => Assert.True(IsSame(reason)));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(result, TrackingNames.ToolDiagnostics));
        Assert.Equal([16, 19], result.Diagnostics.Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line).Order());
    }

    [Theory]
    [InlineData("int? Zip", "long? Zip")]
    [InlineData("Fahrenheit", "Kelvin")]
    [InlineData("A place.", "Some place.")]
    [InlineData("Where.", "At which place.")]
    [InlineData("Unit unit = Unit.Celsius", "Unit unit = Unit.Fahrenheit")]
    [InlineData("[HarmonyTools]", "[HarmonyTools(\"weather\")]")]
    public void An_edit_of_what_is_read_makes_it_again(string before, string after)
    {
        GeneratorDriverRunResult result = RunTwice(
            ToolCompilation.Create(Source),
            compilation => Replace(compilation, 1, Source.Replace(before, after, StringComparison.Ordinal)));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(result, TrackingNames.ToolClassSpecs));
    }

    private const string ToolsOfOtherTypes =
        """
        [HarmonyTools]
        public partial class Weather
        {
            /// <summary>Says how the weather will be.</summary>
            [HarmonyTool]
            public string GetWeather(Place place, Unit unit = Unit.Celsius, int days = Limits.Days) => "";
        }
        """;

    private const string OtherTypes =
        """
        public enum Unit { Celsius, Fahrenheit }

        /// <summary>A place.</summary>
        public sealed record Place(string City, int? Zip)
        {
            public string Name() { return City; }
        }

        public static class Limits
        {
            public const int Days = 3;
        }
        """;

    [Theory]
    [InlineData("int? Zip", "long? Zip")]
    [InlineData("Fahrenheit", "Kelvin")]
    [InlineData("A place.", "Some place.")]
    [InlineData("Days = 3", "Days = 4")]
    [InlineData("string City", "[property: System.Text.Json.Serialization.JsonPropertyName(\"town\")] string City")]
    [InlineData("public static class Limits", "namespace System { class Object2 { } } public static class Limits")]
    public void What_another_file_declares_is_read_again(string before, string after)
    {
        string edited = OtherTypes.Replace(before, after, StringComparison.Ordinal);
        CSharpCompilation compilation = ToolCompilation.Create(ToolsOfOtherTypes, OtherTypes);
        GeneratorDriverRunResult result = RunTwice(compilation, project => Replace(project, 2, edited));
        string expected = Assert.Single(ToolCompilation.Run(ToolsOfOtherTypes, edited).GeneratedTrees).ToString();
        Assert.Equal(expected, Assert.Single(result.GeneratedTrees).ToString());
    }

    /// <summary>Its lines have no stars.</summary>
    private const string BlockComment =
        """
        /** <summary>
            A place.
            </summary> */
        """;

    [Fact]
    public void A_comment_of_any_form_in_another_file_is_read_again()
    {
        string other = OtherTypes.Replace("/// <summary>A place.</summary>", BlockComment, StringComparison.Ordinal);
        string edited = other.Replace("A place.", "Some place.", StringComparison.Ordinal);
        GeneratorDriverRunResult result = RunTwice(ToolCompilation.Create(ToolsOfOtherTypes, other), project => Replace(project, 2, edited));
        Assert.Contains("Some place.", Assert.Single(result.GeneratedTrees).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_body_of_a_method_in_another_file_makes_nothing_again()
    {
        GeneratorDriverRunResult result = RunTwice(
            ToolCompilation.Create(ToolsOfOtherTypes, OtherTypes),
            compilation => Replace(compilation, 2, OtherTypes.Replace("return City;", "return City + Zip;", StringComparison.Ordinal)));
        Assert.All(Steps, step => Assert.All(Reasons(result, step), reason => Assert.True(IsSame(reason))));
    }

    [Fact]
    public void One_class_is_made_again_without_the_other()
    {
        string other = Source.Replace("Weather", "Climate", StringComparison.Ordinal).Replace("Wrong", "Bad", StringComparison.Ordinal)
            .Replace("Unit", "Units", StringComparison.Ordinal).Replace("Place", "Places", StringComparison.Ordinal);
        GeneratorDriverRunResult result = RunTwice(
            ToolCompilation.Create(Source, other),
            compilation => Replace(compilation, 2, other.Replace("Where.", "There.", StringComparison.Ordinal)));
        Assert.Equal([true, false], Reasons(result, TrackingNames.ToolClassSpecs).Select(IsSame));
    }

    [Fact]
    public void The_same_input_gives_the_same_output_in_any_culture()
    {
        string source = Source.Replace("Dictionary<string, int>? days = null", "double days = -1234567.891, int count = -1", StringComparison.Ordinal);
        System.Globalization.CultureInfo culture = System.Globalization.CultureInfo.CurrentCulture;
        string[] first = Generated(source);
        try
        {
            var strange = (System.Globalization.CultureInfo)System.Globalization.CultureInfo.InvariantCulture.Clone();
            strange.NumberFormat.NumberDecimalSeparator = ",";
            strange.NumberFormat.NegativeSign = "~";
            System.Globalization.CultureInfo.CurrentCulture = strange;
            Assert.Equal(first, Generated(source));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = culture;
        }

        Assert.All(first, text => Assert.DoesNotContain('\r', text));
    }

    [Fact]
    public void Models_hold_no_symbols_no_syntax_and_no_compilation()
    {
        GeneratorDriverRunResult result = ToolCompilation.Driver().RunGenerators(ToolCompilation.Create(Source), TestContext.Current.CancellationToken).GetRunResult();
        int models = 0;
        foreach (IncrementalGeneratorRunStep step in Steps.Append(TrackingNames.StrayTools).SelectMany(name => StepsOf(result, name)))
        {
            foreach ((object value, _) in step.Outputs)
            {
                models++;
                AssertPlain(value, new HashSet<object>(ReferenceEqualityComparer.Instance), value.GetType().Name);
            }
        }

        Assert.True(models >= 5);
    }

    /// <summary>Walks all fields, those of base types and of items too.</summary>
    private static void AssertPlain(object? value, HashSet<object> seen, string path)
    {
        if (value is null or string or DiagnosticDescriptor || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or Compilation or SemanticModel or Location or AttributeData, $"{path} is a {value.GetType()}");
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                AssertPlain(item, seen, path + "[]");
            }

            return;
        }

        for (Type? type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                AssertPlain(field.GetValue(value), seen, path + "." + field.Name);
            }
        }
    }

    private static string[] Generated(string source) => [.. ToolCompilation.Run(source).GeneratedTrees.Select(tree => tree.ToString())];

    private static GeneratorDriverRunResult RunTwice(CSharpCompilation compilation, Func<CSharpCompilation, CSharpCompilation> edit)
    {
        GeneratorDriver driver = ToolCompilation.Driver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        return driver.RunGenerators(edit(compilation), TestContext.Current.CancellationToken).GetRunResult();
    }

    private static CSharpCompilation Replace(CSharpCompilation compilation, int file, string source)
    {
        SyntaxTree old = compilation.SyntaxTrees[file];
        return compilation.ReplaceSyntaxTree(old, old.WithChangedText(SourceText.From(source)));
    }

    private static ImmutableArray<IncrementalGeneratorRunStep> StepsOf(GeneratorDriverRunResult result, string step) =>
        Assert.Single(result.Results).TrackedSteps.GetValueOrDefault(step, []);

    private static IncrementalStepRunReason[] Reasons(GeneratorDriverRunResult result, string step)
    {
        IncrementalStepRunReason[] reasons = [.. StepsOf(result, step).SelectMany(run => run.Outputs).Select(output => output.Reason)];
        Assert.NotEmpty(reasons);
        return reasons;
    }

    private static bool IsSame(IncrementalStepRunReason reason) => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;

    private static IncrementalStepRunReason[] OutputReasons(GeneratorDriverRunResult result) =>
        [.. Assert.Single(result.Results).TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
