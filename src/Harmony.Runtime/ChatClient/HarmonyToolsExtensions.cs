using Harmony.Conversations;
using Harmony.Tools;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Compiled tools for clients of Microsoft.Extensions.AI.</summary>
public static class HarmonyToolsExtensions
{
    /// <summary>
    /// A program's compiled tools as functions, for <see cref="ChatOptions.Tools"/>. A <see cref="HarmonyChatClient"/> that is
    /// given all of them puts the ids into the prompt that were made when the program was compiled; any other client gets
    /// their names, descriptions and schemas.
    /// </summary>
    /// <remarks>What the model writes wrongly is answered in the result, for it to read. A tool outside the namespace
    /// <c>functions</c> is called by its name with the namespace, as the model calls it.</remarks>
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
