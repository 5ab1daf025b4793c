using Harmony.Generators.Diagnostics;
using Harmony.Generators.Text;

namespace Harmony.Generators.Model;

/// <summary>What was read from a class.</summary>
/// <param name="Spec">The class; null if there is nothing to generate or anything is an error.</param>
/// <param name="Location">Where the class is.</param>
/// <param name="Diagnostics">The problems. They have locations, and so change whenever code moves: they must not be part of what
/// a file is generated from.</param>
internal sealed record ToolClassResult(ToolClassSpec? Spec, LocationSpec? Location, EquatableArray<DiagnosticSpec> Diagnostics);
