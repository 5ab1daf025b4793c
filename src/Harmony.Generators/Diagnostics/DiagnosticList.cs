using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>Collects diagnostics while a model is read.</summary>
internal sealed class DiagnosticList
{
    private readonly List<DiagnosticSpec> _items = [];

    /// <summary>Whether anything is an error: then nothing is generated.</summary>
    public bool HasErrors { get; private set; }

    public void Add(DiagnosticDescriptor descriptor, ISymbol symbol, params string[] arguments) =>
        Add(descriptor, LocationSpec.Of(symbol), arguments);

    public void Add(DiagnosticDescriptor descriptor, LocationSpec? location, params string[] arguments)
    {
        _items.Add(new DiagnosticSpec(descriptor, location, arguments.ToEquatableArray()));
        HasErrors |= descriptor.DefaultSeverity == DiagnosticSeverity.Error;
    }

    public EquatableArray<DiagnosticSpec> ToEquatableArray() => _items.ToEquatableArray();
}
