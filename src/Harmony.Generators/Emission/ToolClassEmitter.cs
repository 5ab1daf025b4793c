using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>Writes the generated part of a class of tools.</summary>
internal sealed class ToolClassEmitter
{
    private const string Status = "global::Harmony.Tools.ToolCallStatus";
    private const string StatusTask = "global::System.Threading.Tasks.ValueTask<" + Status + ">";
    private const string ResultType = "global::System.Buffers.IBufferWriter<byte>";
    private const string CancellationType = "global::System.Threading.CancellationToken";
    private const string Call = "call";
    private const string ToolResult = "global::Harmony.Tools.ToolResult";

    private readonly ToolClassSpec _class;
    private readonly SourceWriter _writer = new();
    private readonly ArgumentReaderEmitter _readers;
    private readonly ResultWriterEmitter _writers;

    private ToolClassEmitter(ToolClassSpec spec)
    {
        _class = spec;
        _readers = new ArgumentReaderEmitter(_writer, GeneratedNames.ReadersClass);
        _writers = new ResultWriterEmitter(_writer, spec.JsonContext);
    }

    public static string Emit(ToolClassSpec spec)
    {
        var emitter = new ToolClassEmitter(spec);
        emitter.Write();
        return emitter._writer.ToString();
    }

    private string Hiding => _class.IsDerived ? "new " : "";

    private void Write()
    {
        GeneratedFile.WriteHeader(_writer, _class.CSharpNamespace);
        for (int i = 0; i < _class.Declarations.Count; i++)
        {
            bool implements = i == _class.Declarations.Count - 1 && !_class.IsStatic;
            _writer.Open(_class.Declarations[i] + (implements ? " : global::Harmony.Tools.IHarmonyTools" : ""));
        }

        WriteNamespace();
        WriteDispatch();
        foreach (ToolMethodSpec method in _class.Methods)
        {
            _writer.WriteLine();
            WriteCall(method);
        }

        WriteReaders();
        WriteWriters();
        foreach (string _ in _class.Declarations)
        {
            _writer.Close();
        }
    }

    private void WriteNamespace()
    {
        CompiledToolsEmitter.WriteProperty(_writer, Hiding + "static", _class.Tools, _class.Ids);
        if (!_class.IsStatic)
        {
            _writer.WriteLine();
            _writer.WriteLine("/// <inheritdoc/>");
            _writer.WriteLine($"global::Harmony.Conversations.ToolNamespace global::Harmony.Tools.IHarmonyTools.{GeneratedNames.ToolNamespace} => {GeneratedNames.ToolNamespace};");
        }

        _writer.WriteLine();
    }

    private void WriteDispatch()
    {
        WriteDispatchDocumentation();
        _writer.WriteLine($"public {Hiding}{(_class.IsStatic ? "static " : "")}{StatusTask} {GeneratedNames.Dispatch}(");
        _writer.Indent();
        _writer.WriteLine("string name,");
        _writer.WriteLine("global::System.ReadOnlyMemory<byte> utf8Arguments,");
        _writer.WriteLine($"{ResultType} result,");
        _writer.WriteLine($"{CancellationType} cancellationToken = default)");
        _writer.Unindent();
        _writer.Open();
        _writer.WriteLine("global::System.ArgumentNullException.ThrowIfNull(name);");
        _writer.WriteLine("global::System.ArgumentNullException.ThrowIfNull(result);");
        _writer.WriteLine($"return {ToolResult}.ToolNameIn(name, {CSharpText.Literal(_class.Tools.Name)}) switch");
        _writer.WriteLine("{");
        _writer.Indent();
        foreach (ToolMethodSpec method in _class.Methods)
        {
            _writer.WriteLine($"{CSharpText.Literal(method.Tool.Name)} => {method.CallIdentifier}(utf8Arguments.Span, result, cancellationToken),");
        }

        _writer.WriteLine($"_ => {ToolResult}.UnknownTool(name, {GeneratedNames.ToolNamespace}, result),");
        _writer.Close(";");
        _writer.Close();
    }

    private void WriteDispatchDocumentation()
    {
        if (!_class.IsStatic)
        {
            _writer.WriteLine("/// <inheritdoc/>");
            return;
        }

        _writer.WriteLine("/// <summary>Calls a tool. Nothing that a model can write throws: the result says what is wrong.</summary>");
        _writer.WriteLine("/// <param name=\"name\">The tool's name, with or without its namespace.</param>");
        _writer.WriteLine("/// <param name=\"utf8Arguments\">The arguments, a JSON object in UTF-8. Read before this method returns.</param>");
        _writer.WriteLine("/// <param name=\"result\">The destination of the result, in UTF-8.</param>");
        _writer.WriteLine("/// <param name=\"cancellationToken\">A token that is passed to the tool.</param>");
    }

    private void WriteCall(ToolMethodSpec method)
    {
        string modifier = _class.IsStatic ? "static " : "";
        _writer.WriteLine($"/// <summary>Reads the arguments of <c>{method.Tool.Name}</c>, and calls it.</summary>");
        _writer.WriteLine($"private {modifier}{StatusTask} {method.CallIdentifier}(");
        _writer.Indent();
        _writer.WriteLine("global::System.ReadOnlySpan<byte> utf8Arguments,");
        _writer.WriteLine($"{ResultType} result,");
        _writer.WriteLine($"{CancellationType} cancellationToken)");
        _writer.Unindent();
        _writer.Open();
        var scope = new NameScope(ArgumentReaderEmitter.Reader, ArgumentReaderEmitter.Discard, "utf8Arguments", "result", "cancellationToken", Call);
        _writer.WriteLine($"var {ArgumentReaderEmitter.Reader} = new global::Harmony.Tools.ToolArgumentReader(utf8Arguments);");
        IReadOnlyList<MemberVariables> variables = method.TakesWhole
            ? _readers.WriteWhole(method.Arguments[0], scope)
            : _readers.WriteMembers(method.Arguments, scope);
        _writer.WriteLine();
        _writer.Open($"if (!{ArgumentReaderEmitter.Reader}.TryComplete({CSharpText.Literal($"{_class.Tools.Name}.{method.Tool.Name}")}, result))");
        _writer.WriteLine($"return new({Status}.InvalidArguments);");
        _writer.Close();
        _writer.WriteLine();
        WriteInvocation(method, ReceiverOf(method, scope) + Invocation(method, variables));
        _writer.Close();
    }

    /// <summary>What a method is called on. One of the class's own needs no word, unless a variable is called like it.</summary>
    private string ReceiverOf(ToolMethodSpec method, NameScope scope) =>
        _class.Receiver.Length > 0 || !scope.Has(method.Identifier) ? _class.Receiver
        : method.IsStatic ? _class.Identifier + "."
        : "this.";

    private static string Invocation(ToolMethodSpec method, IReadOnlyList<MemberVariables> variables)
    {
        List<string> arguments = [.. variables.Select(member => $"{CSharpNames.Identifier(member.Member.Identifier)}: {member.Value}")];
        if (method.CancellationParameter is { } cancellation)
        {
            arguments.Add($"{CSharpNames.Identifier(cancellation)}: cancellationToken");
        }

        return $"{CSharpNames.Identifier(method.Identifier)}({string.Join(", ", arguments)})";
    }

    private void WriteInvocation(ToolMethodSpec method, string invocation)
    {
        string writer = method.Result is null ? "" : $", result, {GeneratedNames.WritersClass}.{ResultWriterOf(method)}";
        if (method.Awaiting == Awaiting.None)
        {
            _writer.WriteLine(method.Result is null ? invocation + ";" : $"{GeneratedNames.WritersClass}.{ResultWriterOf(method)}(result, {invocation});");
            _writer.WriteLine($"return new({Status}.Succeeded);");
            return;
        }

        string type = method.Result is null ? "ValueTask" : $"ValueTask<{method.Result.CSharpName}>";
        _writer.WriteLine($"var {Call} = {(method.Awaiting == Awaiting.Task ? $"new global::System.Threading.Tasks.{type}({invocation})" : invocation)};");
        _writer.WriteLine($"return {ToolResult}.CompleteAsync({Call}{writer});");
    }

    private void WriteReaders()
    {
        if (!_readers.HasReaders)
        {
            return;
        }

        _writer.WriteLine();
        _writer.WriteLine("/// <summary>Reads the types of the arguments.</summary>");
        _writer.Open($"private static class {GeneratedNames.ReadersClass}");
        _readers.WriteReaders();
        _writer.Close();
    }

    private void WriteWriters()
    {
        List<ToolMethodSpec> methods = [.. _class.Methods.Where(method => method.Result is not null)];
        if (methods.Count == 0)
        {
            return;
        }

        _writer.WriteLine();
        _writer.WriteLine("/// <summary>Writes the results of the tools.</summary>");
        _writer.Open($"private static class {GeneratedNames.WritersClass}");
        for (int i = 0; i < methods.Count; i++)
        {
            if (i > 0)
            {
                _writer.WriteLine();
            }

            _writers.WriteResultWriter(ResultWriterOf(methods[i]), methods[i].Result!);
        }

        _writers.WriteTypeWriters();
        _writer.Close();
    }

    private static string ResultWriterOf(ToolMethodSpec method) => $"Write{method.CallIdentifier.Substring(ToolMethodSpec.CallPrefix.Length)}Result";
}
