namespace Harmony.Generators.Symbols;

/// <summary>A type that has no form in JSON. Always caught where a parameter or result is read.</summary>
/// <param name="type">The type, as C# shows it.</param>
/// <param name="reason">Why not, and what to do.</param>
/// <param name="isRecursive">Whether it is because the type contains itself.</param>
/// <param name="member">The member that is of the type, if it is not the parameter or the result itself.</param>
internal sealed class UnsupportedTypeException(string type, string reason, bool isRecursive = false, string? member = null) : Exception
{
    public string Type { get; } = type;

    public string Reason { get; } = reason;

    public bool IsRecursive { get; } = isRecursive;

    public string? Member { get; } = member;

    /// <summary>The same of a member's type; of members in one another the innermost is named.</summary>
    public UnsupportedTypeException In(string owner, string name) => new(Type, Reason, IsRecursive, Member ?? $"{owner}.{name}");
}
