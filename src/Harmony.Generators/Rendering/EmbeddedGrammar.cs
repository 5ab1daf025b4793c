using Harmony.Generators.Grammar;

namespace Harmony.Generators.Rendering;

/// <summary>The library's own grammar, which the generator follows where the library has been compiled from it.</summary>
internal static class EmbeddedGrammar
{
    private static readonly Lazy<GrammarSyntax> Loaded = new(Load);

    public static GrammarSyntax Syntax => Loaded.Value;

    private static GrammarSyntax Load()
    {
        using Stream resource = typeof(EmbeddedGrammar).Assembly.GetManifestResourceStream("harmony.grammar")!;
        using var reader = new StreamReader(resource);
        return GrammarReader.Read(reader.ReadToEnd());
    }
}
