namespace Harmony.Tools;

/// <summary>The outcome of a call. In every case the result has been written and can be given to the model.</summary>
public enum ToolCallStatus
{
    /// <summary>The tool ran and wrote the result.</summary>
    Succeeded,

    /// <summary>The tool is unknown. The result lists the tools.</summary>
    UnknownTool,

    /// <summary>The tool did not run. The result names the invalid arguments and the expected values.</summary>
    InvalidArguments,
}
