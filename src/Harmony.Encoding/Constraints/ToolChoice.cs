namespace Harmony.Constraints;

/// <summary>Whether a turn calls a tool.</summary>
public enum ToolChoice
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>It ends with a call, before which there is one message at most, of analysis or a preamble.</summary>
    Required,

    /// <summary>It ends with an answer.</summary>
    None,
}
