using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Symbols;

/// <summary>
/// All that a project declares: what reading a class can depend on, in its own file and in all others. Compilations whose files differ
/// only inside the bodies of methods and accessors have the same shape, one object.
/// </summary>
/// <remarks>
/// After an edit all symbols are new, and the compiler asks again about every class with an attribute. Binding a hundred tools again
/// takes longer than a keystroke may; comparing a changed file with what it was does not. Thread-safe.
/// </remarks>
internal sealed class DeclarationShape
{
    private static readonly ConditionalWeakTable<Compilation, DeclarationShape> Known = new();

    /// <summary>The last compilation of each project, by its name, while the compiler holds it.</summary>
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

    private static bool DeclareTheSame(SyntaxTree before, SyntaxTree after, CancellationToken cancellationToken) =>
        ReferenceEquals(before, after)
        || (before.FilePath == after.FilePath
            && before.Options.Equals(after.Options)
            && DifferInOneBody(before, after, cancellationToken));

    /// <summary>
    /// Whether all that is different between two files, if anything, is inside one body that both have: then every declaration, comment and
    /// directive is the same, character by character.
    /// </summary>
    private static bool DifferInOneBody(SyntaxTree before, SyntaxTree after, CancellationToken cancellationToken)
    {
        SourceText old = before.GetText(cancellationToken);
        SourceText current = after.GetText(cancellationToken);
        int shorter = Math.Min(old.Length, current.Length);
        int start = 0;
        while (start < shorter && old[start] == current[start])
        {
            start++;
        }

        if (start == old.Length && start == current.Length)
        {
            return true;
        }

        int end = 0;
        while (end < shorter - start && old[old.Length - 1 - end] == current[current.Length - 1 - end])
        {
            end++;
        }

        return BodyAround(before, start, old.Length - end, cancellationToken) is { } oldBody
            && BodyAround(after, start, current.Length - end, cancellationToken) is { } body
            && oldBody.Start == body.Start
            && old.Length - oldBody.End == current.Length - body.End;
    }

    /// <summary>The outermost body around a part of a file; null if there is none, or if it has directives, which are also about what
    /// follows it.</summary>
    private static TextSpan? BodyAround(SyntaxTree tree, int start, int end, CancellationToken cancellationToken)
    {
        SyntaxNode root = tree.GetRoot(cancellationToken);
        SyntaxNode? body = root.FindToken(Math.Min(start, root.FullSpan.End - 1)).Parent?.AncestorsAndSelf().LastOrDefault(IsBody);
        return body is BlockSyntax { ContainsDirectives: false, OpenBraceToken: { IsMissing: false } open, CloseBraceToken: { IsMissing: false } close }
            && open.Span.End <= start
            && end <= close.SpanStart
                ? TextSpan.FromBounds(open.SpanStart, close.Span.End)
                : null;
    }

    private static bool IsBody(SyntaxNode node) => node is BlockSyntax { Parent: BaseMethodDeclarationSyntax or AccessorDeclarationSyntax };
}
