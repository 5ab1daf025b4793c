using Harmony.Generators.Text;

namespace Harmony.Generators.Model;

/// <summary>A method that is a tool.</summary>
/// <param name="Tool">The tool as the model will see it.</param>
/// <param name="Identifier">The method's name in C#.</param>
/// <param name="CallIdentifier">The name of the generated method that calls it: one that is free in the class.</param>
/// <param name="Arguments">Its parameters that are arguments, or the one that receives all of them.</param>
/// <param name="CancellationParameter">The name of the parameter for cancellation, or null.</param>
/// <param name="Awaiting">How its result is awaited.</param>
/// <param name="Result">Its result; null if it returns nothing.</param>
/// <param name="TakesWhole">Whether its single parameter receives the whole object of arguments instead of one of them.</param>
/// <param name="IsStatic">Whether it is static.</param>
internal sealed record ToolMethodSpec(
    ToolSpec Tool,
    string Identifier,
    string CallIdentifier,
    EquatableArray<MemberSpec> Arguments,
    string? CancellationParameter,
    Awaiting Awaiting,
    ResultSpec? Result,
    bool TakesWhole = false,
    bool IsStatic = false)
{
    /// <summary>What <see cref="CallIdentifier"/> begins with.</summary>
    public const string CallPrefix = "Call";
}

/// <summary>How a method's result is awaited.</summary>
internal enum Awaiting
{
    None,
    Task,
    ValueTask,
}

/// <summary>The result of a tool.</summary>
/// <param name="CSharpName">The type in C#, with its null.</param>
/// <param name="ContextName">The type in C# as a JSON context knows it: without the null of a reference.</param>
/// <param name="Type">How generated code writes it; null if the class's JSON context does.</param>
internal sealed record ResultSpec(string CSharpName, string ContextName, JsonTypeSpec? Type);
