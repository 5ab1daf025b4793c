using Harmony.Conversations;

namespace Harmony.Rendering;

/// <summary>When a value of the model stands in a body: what the grammar's placeholders and conditions ask.</summary>
internal static class BodyValues
{
    /// <summary>Whether a placeholder has a value: of a text also an empty one.</summary>
    public static bool IsPresent(string? text) => text is not null;

    /// <inheritdoc cref="IsPresent(string)"/>
    public static bool IsPresent(ToolParameters? schema) => schema is not null;

    /// <inheritdoc cref="IsPresent(string)"/>
    public static bool IsPresent<T>(IReadOnlyList<T>? items) => items is { Count: > 0 };

    /// <inheritdoc cref="IsPresent(string)"/>
    public static bool IsPresent<T>(T? value)
        where T : struct => value.HasValue;

    /// <summary>Whether a condition holds: an empty text is as good as none.</summary>
    public static bool IsFilled(string? text) => text is { Length: > 0 };

    /// <inheritdoc cref="IsFilled(string)"/>
    public static bool IsFilled(ToolParameters? schema) => schema is not null;

    /// <inheritdoc cref="IsFilled(string)"/>
    public static bool IsFilled<T>(IReadOnlyList<T>? items) => items is { Count: > 0 };

    /// <inheritdoc cref="IsFilled(string)"/>
    public static bool IsFilled(bool? flag) => flag is true;
}
