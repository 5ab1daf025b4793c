using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>A diagnostic as a value, which a pipeline can compare.</summary>
/// <param name="Descriptor">Which one; descriptors are made once, and so are equal by reference.</param>
/// <param name="Location">Where, or null.</param>
/// <param name="Arguments">What its message says.</param>
internal sealed record DiagnosticSpec(DiagnosticDescriptor Descriptor, LocationSpec? Location, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Location?.ToLocation() ?? Microsoft.CodeAnalysis.Location.None, [.. Arguments]);
}
