using Harmony.Generators.Text;

namespace Harmony.Generators.Model;

/// <summary>A prompt that was compiled.</summary>
/// <param name="FileName">The file that it was made of.</param>
/// <param name="HintName">The name of the file that is generated.</param>
/// <param name="CSharpNamespace">The namespace of its class; null for the global one.</param>
/// <param name="ClassName">Its class.</param>
/// <param name="Placeholders">Its placeholders.</param>
/// <param name="Pieces">Its pieces, in order.</param>
internal sealed record PromptSpec(
    string FileName,
    string HintName,
    string? CSharpNamespace,
    string ClassName,
    EquatableArray<PlaceholderSpec> Placeholders,
    EquatableArray<PromptPiece> Pieces);

/// <param name="Name">What the file calls it.</param>
/// <param name="Identifier">The parameter that it becomes.</param>
internal sealed record PlaceholderSpec(string Name, string Identifier);

/// <summary>A piece of a prompt.</summary>
internal abstract record PromptPiece;

/// <summary>Ids that are known.</summary>
internal sealed record IdsPiece(EquatableArray<int> Ids) : PromptPiece;

/// <summary>A text that is encoded as a whole when the prompt is written.</summary>
/// <param name="Items">Constants, and between them the names of placeholders: the items at even places are constants, which may be
/// empty.</param>
internal sealed record TextPiece(EquatableArray<string> Items) : PromptPiece;
