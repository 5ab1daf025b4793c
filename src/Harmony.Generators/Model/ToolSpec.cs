using Harmony.Generators.Text;
using Harmony.Grammar;

namespace Harmony.Generators.Model;

/// <summary>A tool as the model sees it.</summary>
/// <remarks>Like every model here: immutable, equal by value, and free of symbols, syntax and locations.</remarks>
/// <param name="Name">Its name, without the namespace.</param>
/// <param name="Description">What it does, or an empty text.</param>
/// <param name="Parameters">The JSON schema of its arguments in the form that <c>ToolParameters</c> keeps, or null.</param>
internal sealed record ToolSpec(string Name, string Description, string? Parameters);

/// <summary>A namespace of tools, with what its ids are compiled for.</summary>
internal sealed record ToolNamespaceSpec(
    string Name,
    string? Description,
    EquatableArray<ToolSpec> Tools,
    HarmonyDialect Dialect,
    SchemaStyle SchemaStyle);
