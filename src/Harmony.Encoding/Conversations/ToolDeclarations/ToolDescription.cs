namespace Harmony.Conversations;

/// <summary>A tool that the model may call.</summary>
/// <param name="Name">The name of the tool, without the namespace.</param>
/// <param name="Description">The purpose of the tool. An empty text writes no line.</param>
/// <param name="Parameters">The JSON schema of the arguments, or null if the tool takes none.</param>
public sealed record ToolDescription(string Name, string Description, ToolParameters? Parameters = null)
{
    /// <summary>The name of the tool, without the namespace.</summary>
    public string Name { get; init => field = value ?? throw new ArgumentNullException(nameof(Name)); } =
        Name ?? throw new ArgumentNullException(nameof(Name));

    /// <summary>The purpose of the tool. An empty text writes no line.</summary>
    public string Description { get; init => field = value ?? throw new ArgumentNullException(nameof(Description)); } =
        Description ?? throw new ArgumentNullException(nameof(Description));

    /// <summary>The JSON schema of the arguments, or null if the tool takes none. The schema <c>null</c> becomes null.</summary>
    public ToolParameters? Parameters { get; init => field = value is { IsNull: true } ? null : value; } =
        Parameters is { IsNull: true } ? null : Parameters;
}
