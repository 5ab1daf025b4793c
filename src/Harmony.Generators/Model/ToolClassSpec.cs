using Harmony.Generators.Text;

namespace Harmony.Generators.Model;

/// <summary>A class whose methods are tools.</summary>
/// <param name="HintName">The name of the file that is generated for it; of a class that was read from a program, without its end.</param>
/// <param name="CSharpNamespace">The namespace that it is in; null for the global one.</param>
/// <param name="Declarations">The types that it is in and then itself, each as C# declares it: <c>partial class Weather</c>.</param>
/// <param name="Identifier">Its name, as C# writes it.</param>
/// <param name="IsStatic">Whether it is static: then it implements no interface.</param>
/// <param name="IsDerived">Whether it derives from another class of tools, whose members its own hide.</param>
/// <param name="JsonContext">The JSON context that writes its results, in C#, or null.</param>
/// <param name="Tools">The namespace as the model will see it.</param>
/// <param name="Methods">The methods, in the order of the namespace's tools.</param>
/// <param name="Receiver">What the methods are called on, with its dot; an empty text if they are the class's own.</param>
/// <param name="Ids">The ids of the text that the model sees. They follow from <paramref name="Tools"/>, and are empty until they are
/// needed.</param>
internal sealed record ToolClassSpec(
    string HintName,
    string? CSharpNamespace,
    EquatableArray<string> Declarations,
    string Identifier,
    bool IsStatic,
    bool IsDerived,
    string? JsonContext,
    ToolNamespaceSpec Tools,
    EquatableArray<ToolMethodSpec> Methods,
    string Receiver = "",
    EquatableArray<int> Ids = default)
{
    /// <summary>Whether the text that the model sees has too many tokens to be compiled.</summary>
    public bool IsTooLarge => Ids.Count > TokenLimit.MaxTokens;
}
