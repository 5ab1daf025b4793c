using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Harmony.Docs.Tests.Architecture;

/// <summary>A folder directly below a project's or below a shared one. Its subfolders belong to it.</summary>
/// <param name="Owner">The folder in the repository, such as <c>src/Shared</c>.</param>
/// <param name="Name">The name; <see cref="Root"/> if the file lies in the owner's folder itself.</param>
internal readonly record struct Room(string Owner, string Name)
{
    public const string Root = "(root)";

    /// <summary>The room of a source: by its path, or by its namespace if it is generated.</summary>
    public static Room Of(SyntaxTree tree, ProjectSources project)
    {
        string own = Relative(project.Folder);
        if (project.IsGenerated(tree.FilePath))
        {
            string? name = NamespaceOf(tree)?.Split('.')[^1];
            return new(own, name is not null && RoomTable.FoldersOf(own).Any(folder => Directory.Exists(TestFiles.PathOf(folder, name))) ? name : Root);
        }

        string[] parts = Relative(tree.FilePath).Split('/');
        return new($"{parts[0]}/{parts[1]}", parts.Length > 3 ? parts[2] : Root);
    }

    public static string? NamespaceOf(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes(node => node is CompilationUnitSyntax).OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    /// <summary>The path in the repository.</summary>
    public static string Relative(string path) => Path.GetRelativePath(TestFiles.Root, path).Replace('\\', '/');

    public override string ToString() => $"{Owner}/{Name}";
}
