using Harmony.Generators.Json;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>A tool that a file lists.</summary>
/// <param name="name">Its name.</param>
/// <param name="nameSpan">The location of its name.</param>
/// <param name="description">What it does, or an empty text.</param>
/// <param name="parameters">The JSON schema of its arguments, or null.</param>
internal sealed class ListedTool(string name, TextSpan nameSpan, string description, JsonNode? parameters)
{
    public string Name { get; } = name;

    public TextSpan NameSpan { get; } = nameSpan;

    public string Description { get; } = description;

    public JsonNode? Parameters { get; } = parameters;
}
