using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Tools;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>A compiled tool of the program as a function of the abstractions.</summary>
internal sealed class CompiledFunction : AIFunction
{
    private readonly IHarmonyTools _tools;

    public CompiledFunction(IHarmonyTools tools, ToolNamespace toolNamespace, ToolDescription tool)
    {
        _tools = tools;
        Namespace = toolNamespace;
        Tool = tool;
        Name = ToolDeclarations.NameOf(toolNamespace.Name, tool.Name);
        JsonSchema = tool.Parameters is { } parameters ? JsonElement.Parse(parameters.Utf8Json) : ToolDeclarations.AnyObject;
    }

    /// <summary>The namespace of the tool: with it, a prompt takes the compiled ids.</summary>
    public ToolNamespace Namespace { get; }

    /// <summary>The description of the tool for the model.</summary>
    public ToolDescription Tool { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description => Tool.Description;

    /// <inheritdoc/>
    public override JsonElement JsonSchema { get; }

    /// <inheritdoc/>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var result = new ArrayBufferWriter<byte>();
        await _tools.DispatchAsync(Tool.Name, CallArguments.ToUtf8(arguments), result, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(result.WrittenSpan);
    }
}
