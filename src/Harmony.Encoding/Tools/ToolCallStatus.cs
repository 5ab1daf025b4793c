namespace Harmony.Tools;

/// <summary>What became of a call. Whatever it was, the result is written and can be given to the model.</summary>
public enum ToolCallStatus
{
    /// <summary>The tool ran: the result is its own.</summary>
    Succeeded,

    /// <summary>There is no such tool: the result says which there are.</summary>
    UnknownTool,

    /// <summary>The tool did not run: the result says which arguments are wrong and what was expected.</summary>
    InvalidArguments,
}
