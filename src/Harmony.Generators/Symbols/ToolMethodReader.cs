using Harmony.Generators.Diagnostics;
using Harmony.Generators.Model;
using Harmony.Generators.Schemas;
using Harmony.Generators.Text;
using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Symbols;

/// <summary>Reads methods as tools.</summary>
/// <param name="compilation">What the methods are in.</param>
/// <param name="hasJsonContext">Whether a JSON context writes results which are lists, dictionaries or objects.</param>
/// <param name="callNames">The names that are taken in the class.</param>
/// <param name="diagnostics">The destination of diagnostics.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class ToolMethodReader(
    Compilation compilation,
    bool hasJsonContext,
    NameScope callNames,
    DiagnosticList diagnostics,
    CancellationToken cancellationToken)
{
    private readonly JsonTypeReader _arguments = new(compilation, TypeUse.Argument, cancellationToken);
    private readonly JsonTypeReader _results = new(compilation, TypeUse.Result, cancellationToken);

    /// <summary>Reads a method and reports its problems.</summary>
    public ToolMethodSpec? Read(IMethodSymbol method, AttributeData attribute)
    {
        string name = attribute.NamedValue("Name") as string ?? JsonNames.OfMethod(method.Name);
        if (!JsonNames.IsCallable(name))
        {
            diagnostics.Add(ToolDiagnostics.InvalidName, method, name);
        }

        if (ProblemOf(method) is { } problem)
        {
            diagnostics.Add(ToolDiagnostics.UnsupportedMethod, method, method.Name, problem);
            return null;
        }

        DocumentationComment documentation = DocumentationComment.Of(method, cancellationToken);
        EquatableArray<MemberSpec> arguments = ReadArguments(method, documentation);
        (Awaiting awaiting, ITypeSymbol? result) = KnownTypes.AwaitingOf(method.ReturnType);
        string description = attribute.NamedValue("Description") as string ?? AttributeLookup.DescribedBy(method) ?? documentation.Summary ?? "";
        return new ToolMethodSpec(
            new ToolSpec(name, description, JsonSchemaWriter.OfArguments(arguments)),
            method.Name,
            callNames.Take(ToolMethodSpec.CallPrefix + method.Name),
            arguments,
            method.Parameters.FirstOrDefault(parameter => KnownTypes.IsCancellationToken(parameter.Type))?.Name,
            awaiting,
            result is null ? null : ReadResult(method, result),
            IsStatic: method.IsStatic);
    }

    private static string? ProblemOf(IMethodSymbol method)
    {
        IParameterSymbol? reference = method.Parameters.FirstOrDefault(parameter => parameter.RefKind != RefKind.None);
        return method.MethodKind != MethodKind.Ordinary ? "it is not an ordinary method"
            : method.IsGenericMethod ? "it is generic, and a model does not give types"
            : method is { IsAsync: true, ReturnsVoid: true } ? "it is 'async void', which cannot be awaited; return a Task"
            : method.RefKind != RefKind.None ? "it returns by reference, which cannot be awaited or written"
            : reference is not null ? $"its parameter '{reference.Name}' is passed by reference, and a model gives values"
            : method.Parameters.Count(parameter => KnownTypes.IsCancellationToken(parameter.Type)) > 1 ? "it has two parameters for cancellation"
            : method.ReturnType is { Name: "Task", NullableAnnotation: NullableAnnotation.Annotated } && KnownTypes.AwaitingOf(method.ReturnType).Awaiting == Awaiting.Task ? "it returns a task that may be null, which cannot be awaited"
            : null;
    }

    private EquatableArray<MemberSpec> ReadArguments(IMethodSymbol method, DocumentationComment documentation)
    {
        List<MemberSpec> arguments = [];
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (!KnownTypes.IsCancellationToken(parameter.Type) && ReadArgument(parameter, documentation) is { } argument)
            {
                arguments.Add(argument);
            }
        }

        return arguments.ToEquatableArray();
    }

    private MemberSpec? ReadArgument(IParameterSymbol parameter, DocumentationComment documentation)
    {
        try
        {
            JsonTypeSpec type = _arguments.Read(parameter.Type);
            DefaultValueSpec? value = DefaultValues.Of(parameter, type);
            return new MemberSpec(
                parameter.Name,
                parameter.Name,
                AttributeLookup.DescribedBy(parameter) ?? documentation.Parameter(parameter.Name),
                type,
                MemberBinding.Parameter,
                IsRequired: value is null && !type.IsNullable,
                value);
        }
        catch (UnsupportedTypeException error)
        {
            Report(error, ToolDiagnostics.UnsupportedParameter, parameter);
            return null;
        }
    }

    private ResultSpec? ReadResult(IMethodSymbol method, ITypeSymbol type)
    {
        JsonTypeSpec? spec = null;
        try
        {
            spec = _results.Read(type);
        }
        catch (UnsupportedTypeException error) when (!hasJsonContext)
        {
            Report(error, ToolDiagnostics.UnsupportedResult, method);
        }
        catch (UnsupportedTypeException)
        {
            // The context writes it, or throws at run time if it does not know the type.
        }

        bool isText = spec?.NotNull is PrimitiveTypeSpec or EnumTypeSpec;
        return new ResultSpec(
            TypeDisplay.CSharpName(type),
            type.IsReferenceType ? TypeDisplay.NotNullCSharpName(type) : TypeDisplay.CSharpName(type),
            hasJsonContext && !isText ? null : spec);
    }

    private void Report(UnsupportedTypeException error, DiagnosticDescriptor unsupported, ISymbol symbol)
    {
        if (error.IsRecursive)
        {
            diagnostics.Add(ToolDiagnostics.RecursiveType, symbol, error.Type, error.Member ?? symbol.Name, error.Reason);
        }
        else
        {
            diagnostics.Add(unsupported, symbol, error.Type, error.Member ?? symbol.Name, error.Reason);
        }
    }
}
