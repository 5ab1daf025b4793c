using System.Buffers;
using Harmony.Conversations;

namespace Harmony.Tools;

/// <summary>Tools that a program has, and how a model's call reaches them. The source generator implements it.</summary>
public interface IHarmonyTools
{
    /// <summary>The tools as the model sees them, for <see cref="DeveloperContent.Tools"/>.</summary>
    ToolNamespace ToolNamespace { get; }

    /// <summary>Calls a tool.</summary>
    /// <remarks>
    /// <para>Nothing that a model can write throws: a wrong name and wrong arguments are answered in the result, for the model
    /// to read. An argument that is missing takes its default, an unknown one is ignored, and of one that comes twice the last
    /// counts. What the tool itself throws, or a constructor of its arguments' types, is not caught.</para>
    /// <para>A tool that completes at once allocates nothing here but its arguments' own objects.</para>
    /// </remarks>
    /// <param name="name">The tool's name, with the namespace (as a recipient has it) or without.</param>
    /// <param name="utf8Arguments">The arguments, a JSON object in UTF-8; nothing counts as an empty one. Read before this
    /// method returns.</param>
    /// <param name="result">Takes the result, in UTF-8: a text as it is, anything else as JSON, of no result nothing. Owned by
    /// the caller, and not to be used until the call is complete.</param>
    /// <param name="cancellationToken">Is given to the tool.</param>
    ValueTask<ToolCallStatus> DispatchAsync(
        string name,
        ReadOnlyMemory<byte> utf8Arguments,
        IBufferWriter<byte> result,
        CancellationToken cancellationToken = default);
}
