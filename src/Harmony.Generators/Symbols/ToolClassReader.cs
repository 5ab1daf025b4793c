using System.Globalization;
using System.Runtime.CompilerServices;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Harmony.Grammar;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Harmony.Generators.Symbols;

/// <summary>Reads a class with [HarmonyTools].</summary>
internal sealed class ToolClassReader
{
    public const string ToolsAttribute = "Harmony.Tools.HarmonyToolsAttribute";
    public const string ToolAttribute = "Harmony.Tools.HarmonyToolAttribute";

    private const string AttributeNamespace = "Harmony.Tools";

    private static readonly SymbolDisplayFormat NamespaceFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat HintFormat =
        new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private readonly INamedTypeSymbol _type;
    private readonly AttributeData _attribute;
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellationToken;
    private readonly DiagnosticList _diagnostics = new();

    private ToolClassReader(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        _type = (INamedTypeSymbol)context.TargetSymbol;
        _attribute = context.Attributes[0];
        _compilation = context.SemanticModel.Compilation;
        _cancellationToken = cancellationToken;
    }

    /// <summary>What was read of a class, and of which declarations.</summary>
    private static readonly ConditionalWeakTable<SyntaxNode, Tuple<DeclarationShape, ToolClassResult>> Known = new();

    /// <summary>Reads a class. What was read of it before still holds where all declarations are the same.</summary>
    public static ToolClassResult Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        DeclarationShape shape = DeclarationShape.Of(context.SemanticModel.Compilation, cancellationToken);
        if (Known.TryGetValue(context.TargetNode, out Tuple<DeclarationShape, ToolClassResult>? known) && known.Item1 == shape)
        {
            return known.Item2;
        }

        ToolClassResult result = ReadNew(context, cancellationToken);
        Known.Remove(context.TargetNode);

        // Places are no part of a shape: what names some in other files is read each time.
        if (result.Diagnostics.Count == 0 && context.TargetSymbol.DeclaringSyntaxReferences.Length == 1)
        {
            Known.GetValue(context.TargetNode, _ => Tuple.Create(shape, result));
        }

        return result;
    }

    private static ToolClassResult ReadNew(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var reader = new ToolClassReader(context, cancellationToken);
        ToolClassSpec? spec = reader.Read(context.TargetNode.SyntaxTree.Options);
        return new ToolClassResult(reader._diagnostics.HasErrors ? null : spec, LocationSpec.Of(reader._type), reader._diagnostics.ToEquatableArray());
    }

    /// <summary>Whether a method's class has, where the method stands, an attribute of this name: then no more need be asked, which
    /// would be asked again after each edit of any file.</summary>
    public static bool IsInTools(MethodDeclarationSyntax method) =>
        method.Parent is TypeDeclarationSyntax type
        && type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute =>
            attribute.Name.ToString().Split('.', ':').Last() is "HarmonyTools" or "HarmonyToolsAttribute");

    /// <summary>Whether a method's class has no [HarmonyTools], and the diagnostic for it.</summary>
    public static DiagnosticSpec? ReadStray(GeneratorAttributeSyntaxContext context) =>
        context.TargetSymbol.ContainingType?.FindAttribute(AttributeNamespace, "HarmonyToolsAttribute") is null
            ? new DiagnosticSpec(ToolDiagnostics.NotInTools, LocationSpec.Of(context.TargetSymbol), new[] { context.TargetSymbol.Name }.ToEquatableArray())
            : null;

    private ToolClassSpec? Read(ParseOptions options)
    {
        CheckClass(options);
        string name = _attribute.FirstText() ?? "";
        CheckName(name);
        string? context = ReadJsonContext();
        EquatableArray<ToolMethodSpec> methods = ReadMethods(name, context is not null);
        var tools = new ToolNamespaceSpec(
            name,
            _attribute.NamedValue("Description") as string,
            methods.Select(method => method.Tool).ToEquatableArray(),
            ReadChoice<HarmonyDialect>("Dialect"),
            ReadChoice<SchemaStyle>("SchemaStyle"));
        return methods.Count == 0 ? null : new ToolClassSpec(
            HintNameOf(_type),
            _type.ContainingNamespace.IsGlobalNamespace ? null : _type.ContainingNamespace.ToDisplayString(NamespaceFormat),
            OutermostFirst().Select(DeclarationOf).ToEquatableArray(),
            CSharpNames.Identifier(_type.Name),
            _type.IsStatic,
            IsDerived(),
            context,
            tools,
            methods);
    }

    private void CheckClass(ParseOptions options)
    {
        foreach (INamedTypeSymbol type in OutermostFirst())
        {
            if (type.Arity > 0)
            {
                _diagnostics.Add(ToolDiagnostics.UnsupportedClass, type, _type.Name, SymbolEqualityComparer.Default.Equals(type, _type) ? "is generic" : $"is in '{type.Name}', which is generic");
            }

            if (type.IsFileLocal)
            {
                _diagnostics.Add(ToolDiagnostics.UnsupportedClass, type, _type.Name, "is file-local");
            }

            if (!IsPartial(type))
            {
                _diagnostics.Add(ToolDiagnostics.NotPartial, type, type.Name);
            }
        }

        if (GeneratedNames.Members.Contains(_type.Name) || _type.Name == GeneratedNames.Dispatch)
        {
            _diagnostics.Add(ToolDiagnostics.UnsupportedClass, _type, _type.Name, "has the name of a generated member");
        }

        foreach (ISymbol member in _type.GetMembers())
        {
            if (GeneratedNames.Members.Contains(member.Name) || member is IMethodSymbol { Name: GeneratedNames.Dispatch, Parameters.Length: GeneratedNames.DispatchParameters })
            {
                _diagnostics.Add(ToolDiagnostics.ReservedMember, member, _type.Name, member.Name);
            }
        }

        if (options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp13 })
        {
            _diagnostics.Add(ToolDiagnostics.OldLanguage, _type, _type.Name);
        }
    }

    private void CheckName(string name)
    {
        if (!JsonNames.IsCallable(name))
        {
            _diagnostics.Add(ToolDiagnostics.InvalidName, AttributeLocation(), name);
        }
        else if (name is FormatWords.Browser or FormatWords.Python)
        {
            _diagnostics.Add(ToolDiagnostics.ReservedNamespace, AttributeLocation(), name);
        }
    }

    private T ReadChoice<T>(string name)
        where T : struct, Enum
    {
        int value = _attribute.NamedValue(name) as int? ?? 0;
        var choice = (T)Enum.ToObject(typeof(T), value);
        if (!Enum.IsDefined(typeof(T), choice))
        {
            _diagnostics.Add(ToolDiagnostics.UnknownChoice, AttributeLocation(), name, value.ToString(CultureInfo.InvariantCulture));
        }

        return choice;
    }

    private string? ReadJsonContext()
    {
        if (_attribute.NamedValue("JsonContext") is not ITypeSymbol context)
        {
            return null;
        }

        for (ITypeSymbol? type = context; type is not null; type = type.BaseType)
        {
            if (type.ToDisplayString() == "System.Text.Json.Serialization.JsonSerializerContext")
            {
                return TypeDisplay.NotNullCSharpName(context);
            }
        }

        _diagnostics.Add(ToolDiagnostics.InvalidJsonContext, AttributeLocation(), TypeDisplay.Readable(context));
        return null;
    }

    private EquatableArray<ToolMethodSpec> ReadMethods(string namespaceName, bool hasJsonContext)
    {
        var callNames = new NameScope([_type.Name, .. _type.MemberNames]);
        var reader = new ToolMethodReader(_compilation, hasJsonContext, callNames, _diagnostics, _cancellationToken);
        List<ToolMethodSpec> methods = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        bool hasTools = false;
        foreach (IMethodSymbol method in _type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.FindAttribute(AttributeNamespace, "HarmonyToolAttribute") is not { } attribute)
            {
                continue;
            }

            hasTools = true;
            if (reader.Read(method, attribute) is not { } spec)
            {
                continue;
            }

            methods.Add(spec);
            if (!names.Add(spec.Tool.Name))
            {
                _diagnostics.Add(ToolDiagnostics.DuplicateTool, method, spec.Tool.Name, namespaceName);
            }
        }

        if (!hasTools)
        {
            _diagnostics.Add(ToolDiagnostics.NoTools, _type, _type.Name);
        }

        return methods.ToEquatableArray();
    }

    private LocationSpec? AttributeLocation() => LocationSpec.Of(_attribute.ApplicationSyntaxReference?.GetSyntax(_cancellationToken).GetLocation());

    private bool IsDerived()
    {
        for (INamedTypeSymbol? type = _type.BaseType; type is not null; type = type.BaseType)
        {
            if (type.FindAttribute(AttributeNamespace, "HarmonyToolsAttribute") is not null)
            {
                return true;
            }
        }

        return false;
    }

    private Stack<INamedTypeSymbol> OutermostFirst()
    {
        Stack<INamedTypeSymbol> types = [];
        for (INamedTypeSymbol? type = _type; type is not null; type = type.ContainingType)
        {
            types.Push(type);
        }

        return types;
    }

    private bool IsPartial(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.All(reference =>
        reference.GetSyntax(_cancellationToken) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string DeclarationOf(INamedTypeSymbol type)
    {
        string kind = (type.TypeKind, type.IsRecord) switch
        {
            (TypeKind.Struct, true) => "record struct",
            (TypeKind.Struct, false) => "struct",
            (TypeKind.Interface, _) => "interface",
            (_, true) => "record",
            _ => "class",
        };
        return $"partial {kind} {CSharpNames.Identifier(type.Name)}";
    }

    private static string HintNameOf(INamedTypeSymbol type) => type.ToDisplayString(HintFormat);
}
