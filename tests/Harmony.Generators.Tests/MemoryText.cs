using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Tests;

/// <summary>An additional file of a project that is only in memory.</summary>
internal sealed class MemoryText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
