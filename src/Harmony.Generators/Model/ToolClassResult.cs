using Harmony.Generators.Diagnostics;
using Harmony.Generators.Text;

namespace Harmony.Generators.Model;

/// <summary>What was read of a class.</summary>
/// <param name="Spec">The class; null if there is nothing to generate or anything is an error.</param>
/// <param name="Location">Where the class is.</param>
/// <param name="Diagnostics">What is wrong. It names places, and so changes whenever code moves: it is to be taken out of what
/// a file is generated from.</param>
internal sealed record ToolClassResult(ToolClassSpec? Spec, LocationSpec? Location, EquatableArray<DiagnosticSpec> Diagnostics);
