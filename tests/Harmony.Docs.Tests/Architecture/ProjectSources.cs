using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Docs.Tests.Architecture;

/// <summary>
/// A project as the build compiled it: its sources, linked and generated ones included. The build writes the compiler's
/// command line beside its output (Directory.Build.targets).
/// </summary>
internal sealed class ProjectSources
{
    private static readonly ConcurrentDictionary<string, Lazy<ProjectSources>> Loaded = new();

    private ProjectSources(string name, string folder)
    {
        Name = name;
        Folder = folder;
        string objects = TestFiles.PathOf("artifacts", "obj", name, ConfigurationOf(name));
        CSharpCommandLineArguments arguments = CSharpCommandLineParser.Default.Parse(
            File.ReadAllLines(Path.Combine(objects, "csc.rsp")), Folder, sdkDirectory: null);
        Generated = Path.Combine(objects, "generated") + Path.DirectorySeparatorChar;
        string[] generated = Directory.Exists(Generated) ? Directory.GetFiles(Generated, "*.cs", SearchOption.AllDirectories) : [];
        SyntaxTree[] trees = [.. arguments.SourceFiles
            .Select(file => Path.GetFullPath(file.Path))
            .Where(path => !path.StartsWith(objects, StringComparison.Ordinal) || path.EndsWith("GlobalUsings.g.cs", StringComparison.Ordinal))
            .Concat(generated)
            .AsParallel().AsOrdered()
            .Select(path => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path)), arguments.ParseOptions, path))];
        IEnumerable<MetadataReference> references = arguments.MetadataReferences
            .Select(reference => MetadataReference.CreateFromFile(Path.GetFullPath(reference.Reference, Folder), reference.Properties));
        Compilation = CSharpCompilation.Create(arguments.CompilationName, trees, references, arguments.CompilationOptions);
        Trees = [.. trees.Where(tree => !tree.FilePath.StartsWith(objects, StringComparison.Ordinal) || IsGenerated(tree.FilePath))];
    }

    public string Name { get; }

    /// <summary>The project's own folder.</summary>
    public string Folder { get; }

    public CSharpCompilation Compilation { get; }

    /// <summary>The sources, without what the build adds.</summary>
    public IReadOnlyList<SyntaxTree> Trees { get; }

    private string Generated { get; }

    /// <summary>Gets a project by its folder in the repository, such as <c>src/Harmony.Encoding</c>.</summary>
    public static ProjectSources Of(string path) => Loaded
        .GetOrAdd(path, static path => new(() => new ProjectSources(Path.GetFileName(path), TestFiles.PathOf(path)))).Value;

    public bool IsGenerated(string file) => file.StartsWith(Generated, StringComparison.Ordinal);

    /// <summary>Whether the file lies in the project's own folder; if not, it is generated or compiled from another folder.</summary>
    public bool IsOwn(string file) => file.StartsWith(Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The vocabulary's builder has one configuration (eng/Vocabulary.targets), the others that of the tests.</summary>
    private static string ConfigurationOf(string name) => name == "Harmony.VocabularyBuilder"
        ? "release"
        : typeof(ProjectSources).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration.ToLowerInvariant();
}
