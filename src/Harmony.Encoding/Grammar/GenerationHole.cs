namespace Harmony.Grammar;

/// <summary>What the rules of generation leave open.</summary>
internal enum GenerationHole
{
    /// <summary>Any text, without special tokens.</summary>
    Text,

    /// <summary>The same, where the answer may be any text.</summary>
    Answer,

    /// <summary>The name that a tool is called by.</summary>
    Tool,

    /// <summary>What a tool takes.</summary>
    Arguments,

    /// <summary>What the form of the answer allows, where it has one.</summary>
    Format,
}
