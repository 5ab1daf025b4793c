namespace Harmony.Grammar;

/// <summary>A part of a <see cref="GenerationRule"/>.</summary>
internal abstract record GenerationItem
{
    private GenerationItem()
    {
    }

    /// <summary>One after the other.</summary>
    public sealed record Sequence(params IReadOnlyList<GenerationItem> Items) : GenerationItem;

    /// <summary>One of several.</summary>
    public sealed record Choice(params IReadOnlyList<GenerationItem> Items) : GenerationItem;

    /// <summary>As often as the count says.</summary>
    public sealed record Repeated(GenerationItem Item, GenerationCount Count) : GenerationItem;

    /// <summary>A special token.</summary>
    public sealed record Special(int Id) : GenerationItem;

    /// <summary>A text that never changes.</summary>
    public sealed record Text(string Value) : GenerationItem;

    /// <summary>What another rule says.</summary>
    public sealed record Rule(string Name) : GenerationItem;

    /// <summary>A value that is known only when a turn begins.</summary>
    public sealed record Placeholder(GenerationPlaceholder Value) : GenerationItem;
}
