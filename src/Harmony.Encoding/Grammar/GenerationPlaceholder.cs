namespace Harmony.Grammar;

/// <summary>The placeholders in the rules of generation.</summary>
internal enum GenerationPlaceholder
{
    /// <summary>Any text, without special tokens.</summary>
    Text,

    /// <summary>Any text, if the answer may be any text.</summary>
    Answer,

    /// <summary>The name by which a tool is called.</summary>
    Tool,

    /// <summary>The arguments of a tool.</summary>
    Arguments,

    /// <summary>What the answer's format allows, if it has one.</summary>
    Format,
}
