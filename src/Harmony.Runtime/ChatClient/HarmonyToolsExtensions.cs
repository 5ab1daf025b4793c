using Harmony.Conversations;
using Harmony.Tools;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Compiled tools for clients of Microsoft.Extensions.AI.</summary>
public static class HarmonyToolsExtensions
{
    /// <summary>
    /// Gets a program's compiled tools as functions for <see cref="ChatOptions.Tools"/>. A <see cref="HarmonyChatClient"/> that gets
    /// all of them puts the compiled ids into the prompt; any other client uses their names, descriptions and schemas.
    /// </summary>
    /// <remarks>Arguments that are wrong are answered in the result, which the model reads. A tool outside the namespace
    /// <c>functions</c> has its name with the namespace, as the model calls it.</remarks>
    /// <param name="tools">The tools.</param>
    public static IReadOnlyList<AIFunction> AsAIFunctions(this IHarmonyTools tools)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ToolNamespace toolNamespace = tools.ToolNamespace;
        var functions = new AIFunction[toolNamespace.Tools.Count];
        for (int i = 0; i < functions.Length; i++)
        {
            functions[i] = new CompiledFunction(tools, toolNamespace, toolNamespace.Tools[i]);
        }

        return functions;
    }
}
