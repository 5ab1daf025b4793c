namespace Harmony.Generators;

/// <summary>The names of the pipelines' steps, by which tests follow them.</summary>
internal static class TrackingNames
{
    public const string ToolClasses = nameof(ToolClasses);
    public const string ToolClassSpecs = nameof(ToolClassSpecs);
    public const string ToolDiagnostics = nameof(ToolDiagnostics);
    public const string StrayTools = nameof(StrayTools);
    public const string ToolFiles = nameof(ToolFiles);
    public const string ToolFileSpecs = nameof(ToolFileSpecs);
    public const string ToolFileDiagnostics = nameof(ToolFileDiagnostics);
}
