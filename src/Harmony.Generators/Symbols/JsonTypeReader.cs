using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Symbols;

/// <summary>Reads types in C# as types in JSON.</summary>
/// <param name="compilation">What the types are in.</param>
/// <param name="use">What the types are used for.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class JsonTypeReader(Compilation compilation, TypeUse use, CancellationToken cancellationToken)
{
    private const string OtherWriter = "or name what writes it: [HarmonyTools(JsonContext = typeof(...))]";

    private readonly Dictionary<ITypeSymbol, JsonTypeSpec> _known = new(SymbolEqualityComparer.IncludeNullability);

    /// <summary>The types that are being read: one that is met again contains itself.</summary>
    private readonly HashSet<ITypeSymbol> _open = new(SymbolEqualityComparer.Default);

    /// <summary>What to do in the place of a type that cannot be read or written.</summary>
    private string Other => use == TypeUse.Argument ? "use a JsonElement or a type of your own" : $"return a type of your own, {OtherWriter}";

    /// <exception cref="UnsupportedTypeException">The type, or a part of it, has no form in JSON.</exception>
    public JsonTypeSpec Read(ITypeSymbol type)
    {
        if (!_known.TryGetValue(type, out JsonTypeSpec? spec))
        {
            spec = ReadNullable(type);
            _known.Add(type, spec);
        }

        return spec;
    }

    private JsonTypeSpec ReadNullable(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return new NullableTypeSpec(Read(nullable.TypeArguments[0]), IsValueType: true);
        }

        return type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated }
            ? new NullableTypeSpec(Read(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)), IsValueType: false)
            : ReadNotNull(type);
    }

    private JsonTypeSpec ReadNotNull(ITypeSymbol type)
    {
        string name = TypeDisplay.NotNullCSharpName(type);
        if (KnownTypes.PrimitiveOf(type) is { } kind)
        {
            return new PrimitiveTypeSpec(kind, name);
        }

        return type switch
        {
            { TypeKind: TypeKind.Enum } => ReadEnum((INamedTypeSymbol)type, name),
            IArrayTypeSymbol { Rank: 1 } array => new ListTypeSpec(ListKind.Array, name, Read(array.ElementType)),
            INamedTypeSymbol named when FindDictionary(named) is { } dictionary => ReadDictionary(dictionary, name),
            INamedTypeSymbol named when FindList(named, out ListKind list) is { } item => new ListTypeSpec(list, name, Read(item)),
            INamedTypeSymbol named => ReadObject(named, name),
            _ => throw Unsupported(type, Other),
        };
    }

    private EnumTypeSpec ReadEnum(INamedTypeSymbol type, string name)
    {
        if (use == TypeUse.Argument && type.FindAttribute("System", "FlagsAttribute") is not null)
        {
            throw Unsupported(type, "an enum with [Flags] has values without a name; use a list of an enum without [Flags]");
        }

        List<EnumMemberSpec> members = [];
        HashSet<object> values = [];
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            if (field.ConstantValue is { } value)
            {
                members.Add(new EnumMemberSpec(field.Name, AttributeLookup.JsonNameOf(field), IsAlias: !values.Add(value)));
            }
        }

        return members.Count == 0
            ? throw Unsupported(type, "an enum without members has no values")
            : new EnumTypeSpec(name, type.Name, DescriptionOf(type), members.ToEquatableArray());
    }

    private DictionaryTypeSpec ReadDictionary(INamedTypeSymbol type, string name) =>
        type.TypeArguments[0].SpecialType == SpecialType.System_String
            ? new DictionaryTypeSpec(name, Read(type.TypeArguments[1]))
            : throw Unsupported(type, "keys in JSON are strings: use a dictionary with string keys");

    private ObjectTypeSpec ReadObject(INamedTypeSymbol type, string name)
    {
        CheckObject(type);
        if (!_open.Add(type))
        {
            throw new UnsupportedTypeException(TypeDisplay.Readable(type), use == TypeUse.Argument ? "use a JsonElement there" : $"use a JsonElement there, {OtherWriter}", isRecursive: true);
        }

        List<MemberSpec> read = ReadMembers(type);
        if (FirstDuplicate(read) is { } duplicate)
        {
            throw Unsupported(type, $"two of its properties are named '{duplicate}' in JSON; rename one with [JsonPropertyName]");
        }

        var spec = new ObjectTypeSpec(name, type.Name, type.IsValueType, DescriptionOf(type), read.ToEquatableArray());
        return spec.Size <= JsonTypeSpec.MaxSize ? spec : throw Unsupported(type, $"expanded, it has more than {JsonTypeSpec.MaxSize} objects");
    }

    private List<MemberSpec> ReadMembers(INamedTypeSymbol type)
    {
        try
        {
            var members = new ObjectMemberReader(this, compilation, cancellationToken);
            return use == TypeUse.Argument ? members.ReadSettable(type) : members.ReadReadable(type);
        }
        finally
        {
            // The next parameter may be of the same type.
            _open.Remove(type);
        }
    }

    private void CheckObject(INamedTypeSymbol type)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isMade = type.TypeKind is TypeKind.Class or TypeKind.Struct && !type.IsRefLikeType && !type.IsStatic;
        bool isRead = isMade || (use == TypeUse.Result && type.TypeKind == TypeKind.Interface);
        if (!isRead || type.IsTupleType || KnownTypes.IsOfSystem(type))
        {
            throw Unsupported(type, type.SpecialType == SpecialType.System_Object
                ? $"'object' does not say what it contains; {Other}"
                : Other);
        }

        if (type.IsAbstract && use == TypeUse.Argument)
        {
            throw Unsupported(type, "nothing says which derived type to create");
        }
    }

    /// <summary>A result may be of any type that is a dictionary; an argument has to be made.</summary>
    private INamedTypeSymbol? FindDictionary(INamedTypeSymbol type) =>
        KnownTypes.IsDictionary(type) ? type
        : use == TypeUse.Result ? type.AllInterfaces.FirstOrDefault(KnownTypes.IsDictionary)
        : null;

    /// <summary>The type of a list's items, or null.</summary>
    private ITypeSymbol? FindList(INamedTypeSymbol type, out ListKind kind)
    {
        ListKind? known = KnownTypes.ListOf(type);
        kind = known ?? ListKind.List;
        return known is not null ? type.TypeArguments[0]
            : use == TypeUse.Result ? type.AllInterfaces.FirstOrDefault(item => item.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?.TypeArguments[0]
            : null;
    }

    private string? DescriptionOf(INamedTypeSymbol type) =>
        use == TypeUse.Result ? null : AttributeLookup.DescribedBy(type) ?? DocumentationComment.Of(type, cancellationToken).Summary;

    private static string? FirstDuplicate(List<MemberSpec> members)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        return members.FirstOrDefault(member => !names.Add(member.WireName))?.WireName;
    }

    private static UnsupportedTypeException Unsupported(ITypeSymbol type, string reason) => new(TypeDisplay.Readable(type), reason);
}
