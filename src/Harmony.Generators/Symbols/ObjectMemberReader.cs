using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Harmony.Generators.Symbols;

/// <summary>Reads what an object in JSON has: of an argument what can be set, of a result what can be read.</summary>
/// <remarks>As System.Text.Json chooses: public instance properties without <c>[JsonIgnore]</c>; of constructors the one
/// with <c>[JsonConstructor]</c>, or the one without parameters, or the only one.</remarks>
internal sealed class ObjectMemberReader(JsonTypeReader types, Compilation compilation, CancellationToken cancellationToken)
{
    public List<MemberSpec> ReadReadable(INamedTypeSymbol type) =>
    [
        .. PropertiesOf(type)
            .Where(property => property.GetMethod is { DeclaredAccessibility: Accessibility.Public })
            .Select(property => new MemberSpec(property.Name, AttributeLookup.JsonNameOf(property), Description: null, ReadType(property.Type, property), MemberBinding.None, IsRequired: false)),
    ];

    public List<MemberSpec> ReadSettable(INamedTypeSymbol type)
    {
        IMethodSymbol constructor = ConstructorOf(type);
        bool setsRequired = constructor.FindAttribute("System.Diagnostics.CodeAnalysis", "SetsRequiredMembersAttribute") is not null;
        List<IPropertySymbol> properties = PropertiesOf(type);
        CheckCanBeMade(type, constructor, setsRequired, properties);
        List<MemberSpec> members = [];
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            IPropertySymbol? property = properties.Find(property => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
            members.Add(ReadParameter(parameter, property, setsRequired));
            if (property is not null)
            {
                properties.Remove(property);
            }
        }

        foreach (IPropertySymbol property in properties)
        {
            if (property.SetMethod is { DeclaredAccessibility: Accessibility.Public })
            {
                members.Add(ReadProperty(property, type, setsRequired));
            }
        }

        return members;
    }

    private static void CheckCanBeMade(INamedTypeSymbol type, IMethodSymbol constructor, bool setsRequired, List<IPropertySymbol> properties)
    {
        if (constructor.Parameters.FirstOrDefault(parameter => parameter.RefKind is RefKind.Ref or RefKind.Out or RefKind.RefReadOnlyParameter) is { } reference)
        {
            throw new UnsupportedTypeException(TypeDisplay.Readable(type), $"its constructor takes '{reference.Name}' by reference");
        }

        ISymbol? unset = setsRequired ? null : BasesFirst(type)
            .SelectMany(declaring => declaring.GetMembers())
            .FirstOrDefault(member => member is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true } && !properties.Exists(property => property.Name == member.Name));
        if (unset is not null)
        {
            throw new UnsupportedTypeException(TypeDisplay.Readable(type), $"'{unset.Name}' is required, but it is not a public property that JSON has");
        }
    }

    private MemberSpec ReadParameter(IParameterSymbol parameter, IPropertySymbol? property, bool setsRequired)
    {
        JsonTypeSpec type = ReadType(parameter.Type, property ?? (ISymbol)parameter);
        DefaultValueSpec? value = DefaultValues.Of(parameter, type);
        string? description = AttributeLookup.DescribedBy(parameter)
            ?? (property is null ? null : DescriptionOf(property))
            ?? DocumentationComment.Of(parameter.ContainingSymbol, cancellationToken).Parameter(parameter.Name)
            ?? DocumentationComment.Of(parameter.ContainingType, cancellationToken).Parameter(parameter.Name);
        bool isInitialized = property is { IsRequired: true } && !setsRequired;
        return new MemberSpec(
            property?.Name ?? parameter.Name,
            property is null ? JsonNames.CamelCase(parameter.Name) : AttributeLookup.JsonNameOf(property),
            description,
            type,
            isInitialized ? MemberBinding.ParameterAndInitializer : MemberBinding.Parameter,
            IsRequired: isInitialized || (value is null && !type.IsNullable),
            value);
    }

    private MemberSpec ReadProperty(IPropertySymbol property, INamedTypeSymbol type, bool setsRequired)
    {
        JsonTypeSpec spec = ReadType(property.Type, property);
        bool isRequired = property.IsRequired && !setsRequired;
        bool isInit = property.SetMethod!.IsInitOnly;
        if (isInit && !isRequired && property.ContainingType.IsGenericType)
        {
            // An accessor of the generated code's own cannot be declared for one type of a generic one.
            throw new UnsupportedTypeException(
                TypeDisplay.Readable(type),
                $"'{property.Name}' is set by 'init' in a generic type; make it 'required' or a parameter of the constructor, or give it 'set'");
        }

        return new MemberSpec(
            property.Name,
            AttributeLookup.JsonNameOf(property),
            DescriptionOf(property),
            spec,
            isRequired ? MemberBinding.Initializer : isInit ? MemberBinding.InitAccessor : MemberBinding.Setter,
            isRequired,
            isRequired ? null : InitialValueOf(property, spec),
            isInit && !SymbolEqualityComparer.Default.Equals(property.ContainingType, type) ? TypeDisplay.NotNullCSharpName(property.ContainingType) : null);
    }

    private JsonTypeSpec ReadType(ITypeSymbol type, ISymbol member)
    {
        try
        {
            return types.Read(type);
        }
        catch (UnsupportedTypeException error)
        {
            throw error.In(TypeDisplay.Readable(member.ContainingType), member.Name);
        }
    }

    /// <summary>The constant that a property begins with, which is its default; null if it begins with none.</summary>
    private DefaultValueSpec? InitialValueOf(IPropertySymbol property, JsonTypeSpec type)
    {
        foreach (SyntaxReference reference in property.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellationToken) is PropertyDeclarationSyntax { Initializer.Value: { } initial } && compilation.ContainsSyntaxTree(reference.SyntaxTree))
            {
                Optional<object?> constant = compilation.GetSemanticModel(reference.SyntaxTree).GetConstantValue(initial, cancellationToken);
                return constant is { HasValue: true, Value: { } value } ? DefaultValues.Of(value, property.Type, type) : null;
            }
        }

        return null;
    }

    private string? DescriptionOf(IPropertySymbol property) =>
        AttributeLookup.DescribedBy(property) ?? DocumentationComment.Of(property, cancellationToken).Summary;

    private static IMethodSymbol ConstructorOf(INamedTypeSymbol type)
    {
        List<IMethodSymbol> all = [.. type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public)];
        List<IMethodSymbol> marked = [.. all.Where(constructor => constructor.FindJsonAttribute("JsonConstructorAttribute") is not null)];
        List<IMethodSymbol> written = [.. all.Where(constructor => !constructor.IsImplicitlyDeclared)];
        return marked.Count == 1 ? marked[0]
            : written.Find(constructor => constructor.Parameters.IsEmpty) is { } empty ? empty
            : written.Count == 1 ? written[0]
            : written.Count == 0 && all.Count == 1 ? all[0]
            : throw new UnsupportedTypeException(
                TypeDisplay.Readable(type),
                all.Count == 0 ? "it has no public constructor" : "it has several constructors: mark the one to call with [JsonConstructor]");
    }

    /// <summary>The public properties, those of the base first, an override at the place of what it overrides.</summary>
    private static List<IPropertySymbol> PropertiesOf(INamedTypeSymbol type)
    {
        List<IPropertySymbol> properties = [];
        foreach (INamedTypeSymbol declaring in BasesFirst(type))
        {
            foreach (IPropertySymbol property in declaring.GetMembers().OfType<IPropertySymbol>())
            {
                if (property is not { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public })
                {
                    continue;
                }

                int hidden = properties.FindIndex(other => other.Name == property.Name);
                if (hidden < 0)
                {
                    properties.Add(property);
                }
                else
                {
                    properties[hidden] = property;
                }
            }
        }

        properties.RemoveAll(AttributeLookup.IsIgnored);
        return properties;
    }

    private static INamedTypeSymbol[] BasesFirst(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return [.. type.AllInterfaces, type];
        }

        Stack<INamedTypeSymbol> bases = [];
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            bases.Push(current);
        }

        return [.. bases];
    }
}
