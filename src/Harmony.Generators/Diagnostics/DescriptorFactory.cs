using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>Creates the descriptors of one category.</summary>
/// <param name="category">The category.</param>
internal sealed class DescriptorFactory(string category)
{
    public DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        Create(DiagnosticSeverity.Error, id, title, message, description);

    public DiagnosticDescriptor Warning(string id, string title, string message, string description) =>
        Create(DiagnosticSeverity.Warning, id, title, message, description);

    private DiagnosticDescriptor Create(DiagnosticSeverity severity, string id, string title, string message, string description) =>
        new(id, title, message, category, severity, isEnabledByDefault: true, description);
}
