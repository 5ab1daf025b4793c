namespace Harmony.Generators.Model;

/// <summary>The names of the pipelines' steps, for tests.</summary>
internal static class TrackingNames
{
    public const string ToolClasses = nameof(ToolClasses);
    public const string ToolClassSpecs = nameof(ToolClassSpecs);
    public const string ToolDiagnostics = nameof(ToolDiagnostics);
    public const string StrayTools = nameof(StrayTools);
    public const string Files = nameof(Files);
    public const string FileSpecs = nameof(FileSpecs);
    public const string FileDiagnostics = nameof(FileDiagnostics);
}
