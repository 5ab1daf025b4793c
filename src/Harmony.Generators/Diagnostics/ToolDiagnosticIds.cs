namespace Harmony.Generators.Diagnostics;

/// <summary>The ids of the diagnostics that there is a code fix for.</summary>
internal static class ToolDiagnosticIds
{
    public const string NotPartial = "HRM001";
    public const string NotInTools = "HRM004";
}
