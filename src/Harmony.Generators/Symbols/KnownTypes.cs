using Harmony.Generators.Model;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Symbols;

/// <summary>The types of .NET that have a form in JSON.</summary>
internal static class KnownTypes
{
    public static PrimitiveKind? PrimitiveOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => PrimitiveKind.Boolean,
        SpecialType.System_Byte => PrimitiveKind.Byte,
        SpecialType.System_SByte => PrimitiveKind.SByte,
        SpecialType.System_Int16 => PrimitiveKind.Int16,
        SpecialType.System_UInt16 => PrimitiveKind.UInt16,
        SpecialType.System_Int32 => PrimitiveKind.Int32,
        SpecialType.System_UInt32 => PrimitiveKind.UInt32,
        SpecialType.System_Int64 => PrimitiveKind.Int64,
        SpecialType.System_UInt64 => PrimitiveKind.UInt64,
        SpecialType.System_Single => PrimitiveKind.Single,
        SpecialType.System_Double => PrimitiveKind.Double,
        SpecialType.System_Decimal => PrimitiveKind.Decimal,
        SpecialType.System_Char => PrimitiveKind.Char,
        SpecialType.System_String => PrimitiveKind.String,
        SpecialType.System_DateTime => PrimitiveKind.DateTime,
        _ when type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => PrimitiveKind.Bytes,
        _ => PrimitiveByName(type),
    };

    /// <summary>The collection for a list's items, or null if the type is not a list.</summary>
    public static ListKind? ListOf(INamedTypeSymbol type)
    {
        switch (type.OriginalDefinition.SpecialType)
        {
            case SpecialType.System_Collections_Generic_IEnumerable_T:
            case SpecialType.System_Collections_Generic_IReadOnlyList_T:
            case SpecialType.System_Collections_Generic_IReadOnlyCollection_T:
                return ListKind.Array;
            case SpecialType.System_Collections_Generic_IList_T:
            case SpecialType.System_Collections_Generic_ICollection_T:
                return ListKind.List;
        }

        return type.TypeArguments.Length != 1 ? null : (NamespaceOf(type), type.Name) switch
        {
            ("System.Collections.Generic", "List") => ListKind.List,
            ("System.Collections.Generic", "HashSet" or "ISet" or "IReadOnlySet") => ListKind.Set,
            ("System.Collections.Immutable", "ImmutableArray") => ListKind.ImmutableArray,
            _ => null,
        };
    }

    /// <summary>Whether the type is a dictionary, whatever its keys are.</summary>
    public static bool IsDictionary(INamedTypeSymbol type) =>
        type.TypeArguments.Length == 2
        && type.Name is "Dictionary" or "IDictionary" or "IReadOnlyDictionary"
        && NamespaceOf(type) == "System.Collections.Generic";

    /// <summary>Whether the type is one of .NET's own, whose properties are not meant for JSON.</summary>
    public static bool IsOfSystem(ITypeSymbol type) => NamespaceOf(type) is var name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));

    public static bool IsCancellationToken(ITypeSymbol type) => type.Name == "CancellationToken" && NamespaceOf(type) == "System.Threading";

    /// <summary>How a method's result is waited for, and what it then is: null if nothing.</summary>
    public static (Awaiting Awaiting, ITypeSymbol? Result) AwaitingOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "Task" or "ValueTask" } task && NamespaceOf(task) == "System.Threading.Tasks")
        {
            Awaiting awaiting = task.Name == "Task" ? Awaiting.Task : Awaiting.ValueTask;
            return (awaiting, task.TypeArguments.Length == 1 ? task.TypeArguments[0] : null);
        }

        return (Awaiting.None, type.SpecialType == SpecialType.System_Void ? null : type);
    }

    private static PrimitiveKind? PrimitiveByName(ITypeSymbol type)
    {
        PrimitiveKind? kind = type.Name switch
        {
            "DateTimeOffset" => PrimitiveKind.DateTimeOffset,
            "DateOnly" => PrimitiveKind.DateOnly,
            "TimeOnly" => PrimitiveKind.TimeOnly,
            "TimeSpan" => PrimitiveKind.TimeSpan,
            "Guid" => PrimitiveKind.Guid,
            "Uri" => PrimitiveKind.Uri,
            "JsonElement" => PrimitiveKind.Element,
            _ => null,
        };
        return kind is not null && NamespaceOf(type) == (kind == PrimitiveKind.Element ? "System.Text.Json" : "System") ? kind : null;
    }

    private static string NamespaceOf(ITypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } containing && type.ContainingType is null ? containing.ToDisplayString() : "";
}
