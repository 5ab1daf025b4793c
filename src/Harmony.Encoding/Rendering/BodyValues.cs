using Harmony.Conversations;

namespace Harmony.Rendering;

/// <summary>The rules for when a value of the model is written into a body, for the placeholders and conditions of the grammar.</summary>
internal static class BodyValues
{
    /// <summary>Whether a placeholder has a value. An empty text is a value.</summary>
    public static bool IsPresent(string? text) => text is not null;

    /// <inheritdoc cref="IsPresent(string)"/>
    public static bool IsPresent(ToolParameters? schema) => schema is not null;

    /// <inheritdoc cref="IsPresent(string)"/>
    public static bool IsPresent<T>(IReadOnlyList<T>? items) => items is { Count: > 0 };

    /// <inheritdoc cref="IsPresent(string)"/>
    public static bool IsPresent<T>(T? value)
        where T : struct => value.HasValue;

    /// <summary>Whether a condition holds. It does not hold for an empty text.</summary>
    public static bool IsFilled(string? text) => text is { Length: > 0 };

    /// <inheritdoc cref="IsFilled(string)"/>
    public static bool IsFilled(ToolParameters? schema) => schema is not null;

    /// <inheritdoc cref="IsFilled(string)"/>
    public static bool IsFilled<T>(IReadOnlyList<T>? items) => items is { Count: > 0 };

    /// <inheritdoc cref="IsFilled(string)"/>
    public static bool IsFilled(bool? flag) => flag is true;
}
