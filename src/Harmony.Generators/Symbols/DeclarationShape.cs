using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Symbols;

/// <summary>
/// All that a project declares: what reading a class can depend on, in its own file and in all others. Compilations that
/// differ in the bodies of methods alone have the same shape, one object.
/// </summary>
/// <remarks>
/// An edit makes a compilation whose symbols are all new, and the compiler asks again about every class with an attribute.
/// Binding a hundred tools anew takes longer than a person's keystroke may; comparing a file that changed with what it was
/// does not. Thread-safe.
/// </remarks>
internal sealed class DeclarationShape
{
    private static readonly ConditionalWeakTable<Compilation, DeclarationShape> Known = new();

    /// <summary>The last compilation of each project, by its name, for as long as somebody else holds it.</summary>
    private static readonly ConcurrentDictionary<string, WeakReference<Compilation>> Last = new();

    private DeclarationShape()
    {
    }

    public static DeclarationShape Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (Known.TryGetValue(compilation, out DeclarationShape? known))
        {
            return known;
        }

        string project = compilation.AssemblyName ?? "";
        DeclarationShape? same = null;
        if (Last.TryGetValue(project, out WeakReference<Compilation>? reference)
            && reference.TryGetTarget(out Compilation? last)
            && DeclareTheSame(last, compilation, cancellationToken))
        {
            Known.TryGetValue(last, out same);
        }

        DeclarationShape shape = Known.GetValue(compilation, _ => same ?? new DeclarationShape());
        Last[project] = new WeakReference<Compilation>(compilation);
        return shape;
    }

    private static bool DeclareTheSame(Compilation before, Compilation after, CancellationToken cancellationToken) =>
        before.Options.Equals(after.Options)
        && before.References.SequenceEqual(after.References)
        && before.SyntaxTrees.Count() == after.SyntaxTrees.Count()
        && before.SyntaxTrees.Zip(after.SyntaxTrees, (old, current) => DeclareTheSame(old, current, cancellationToken)).All(same => same);

    /// <summary>Whether two files differ in the bodies of methods at the most; comments, of which descriptions are made, are equal.</summary>
    private static bool DeclareTheSame(SyntaxTree before, SyntaxTree after, CancellationToken cancellationToken) =>
        ReferenceEquals(before, after)
        || (before.FilePath == after.FilePath
            && before.Options.Equals(after.Options)
            && after.IsEquivalentTo(before, topLevel: true)
            && Comments(before.GetText(cancellationToken)).SequenceEqual(Comments(after.GetText(cancellationToken))));

    /// <summary>The lines that may belong to documentation comments.</summary>
    private static IEnumerable<string> Comments(SourceText text) => text.Lines
        .Select(line => line.ToString().Trim())
        .Where(line => line.StartsWith("/", StringComparison.Ordinal) || line.StartsWith("*", StringComparison.Ordinal));
}
