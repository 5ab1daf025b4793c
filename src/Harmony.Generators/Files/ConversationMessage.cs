using Harmony.Generators.Rendering;

namespace Harmony.Generators.Files;

/// <summary>A message of a conversation's file.</summary>
internal sealed record ConversationMessage(
    string Role,
    string? Name,
    string? Recipient,
    string? Channel,
    string? ContentType,
    IReadOnlyList<ConversationContent> Contents);

/// <summary>A content of a message.</summary>
/// <param name="Body">The grammar's body that arranges it; null for a text.</param>
/// <param name="Value">The text, or the body's values.</param>
internal sealed record ConversationContent(string? Body, GrammarValue Value);
