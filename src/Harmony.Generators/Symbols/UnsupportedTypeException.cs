namespace Harmony.Generators.Symbols;

/// <summary>A type that JSON cannot stand for. Never leaves the reading of one parameter or result.</summary>
/// <param name="type">The type, as C# shows it.</param>
/// <param name="reason">Why not, and what to do.</param>
/// <param name="isRecursive">Whether it is because the type contains itself.</param>
internal sealed class UnsupportedTypeException(string type, string reason, bool isRecursive = false) : Exception
{
    public string Type { get; } = type;

    public string Reason { get; } = reason;

    public bool IsRecursive { get; } = isRecursive;
}
