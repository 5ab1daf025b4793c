namespace Harmony.Conversations;

/// <summary>A tool that the model may call.</summary>
/// <param name="Name">Its name, without the namespace.</param>
/// <param name="Description">What it does; an empty text writes no line.</param>
/// <param name="Parameters">The JSON schema of its arguments, or null if it takes none.</param>
public sealed record ToolDescription(string Name, string Description, ToolParameters? Parameters = null)
{
    /// <summary>Its name, without the namespace.</summary>
    public string Name { get; init => field = value ?? throw new ArgumentNullException(nameof(Name)); } =
        Name ?? throw new ArgumentNullException(nameof(Name));

    /// <summary>What it does; an empty text writes no line.</summary>
    public string Description { get; init => field = value ?? throw new ArgumentNullException(nameof(Description)); } =
        Description ?? throw new ArgumentNullException(nameof(Description));

    /// <summary>The JSON schema of its arguments, or null if it takes none, which a schema <c>null</c> says too.</summary>
    public ToolParameters? Parameters { get; init => field = value is { IsNull: true } ? null : value; } =
        Parameters is { IsNull: true } ? null : Parameters;
}
