namespace Harmony.Constraints;

/// <summary>Whether a turn calls a tool.</summary>
public enum ToolChoice
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>The turn ends with a call. At most one message, analysis or a preamble, precedes it.</summary>
    Required,

    /// <summary>The turn ends with an answer.</summary>
    None,
}
