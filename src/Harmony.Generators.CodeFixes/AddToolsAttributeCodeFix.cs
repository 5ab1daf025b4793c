using System.Collections.Immutable;
using System.Composition;
using Harmony.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Harmony.Generators.CodeFixes;

/// <summary>HRM004: puts [HarmonyTools] on the class of a tool, and makes the class partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddToolsAttributeCodeFix)), Shared]
public sealed class AddToolsAttributeCodeFix : CodeFixProvider
{
    private const string Title = "Put [HarmonyTools] on the class";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [ToolDiagnosticIds.NotInTools];

    /// <remarks>None: two tools of one class would each put the attribute on it.</remarks>
    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<ClassDeclarationSyntax>() is { } declaration)
        {
            context.RegisterCodeFix(
                CodeAction.Create(Title, cancellationToken => AddAsync(context.Document, declaration, cancellationToken), Title),
                context.Diagnostics);
        }
    }

    private static async Task<Document> AddAsync(Document document, ClassDeclarationSyntax declaration, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        editor.AddAttribute(declaration, editor.Generator.Attribute("HarmonyTools"));
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            editor.SetModifiers(declaration, editor.Generator.GetModifiers(declaration).WithPartial(true));
        }

        return editor.GetChangedDocument();
    }
}
