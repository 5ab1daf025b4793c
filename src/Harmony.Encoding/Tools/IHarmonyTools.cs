using System.Buffers;
using Harmony.Conversations;

namespace Harmony.Tools;

/// <summary>The tools of a program, and the dispatch of a model's calls to them. The source generator implements this interface.</summary>
public interface IHarmonyTools
{
    /// <summary>The tools as the model sees them, for <see cref="DeveloperContent.Tools"/>.</summary>
    ToolNamespace ToolNamespace { get; }

    /// <summary>Calls a tool.</summary>
    /// <remarks>
    /// <para>Nothing that a model writes causes an exception: for an unknown name or invalid arguments, the result is an error for
    /// the model to read. A missing argument takes its default, an unknown one is ignored, and the last value of a repeated one
    /// counts. Exceptions from the tool itself, or from constructors of its argument types, are not caught.</para>
    /// <para>If the tool completes synchronously, this method allocates only the arguments' own objects.</para>
    /// </remarks>
    /// <param name="name">The tool's name, with the namespace (as in a recipient) or without.</param>
    /// <param name="utf8Arguments">The arguments, a JSON object in UTF-8. Empty memory counts as an empty object. Not used after
    /// this method returns.</param>
    /// <param name="result">Receives the result in UTF-8: text as it is, any other value as JSON, nothing if the tool returns
    /// nothing. The caller owns it and must not use it before the call is complete.</param>
    /// <param name="cancellationToken">The token that is passed to the tool.</param>
    ValueTask<ToolCallStatus> DispatchAsync(
        string name,
        ReadOnlyMemory<byte> utf8Arguments,
        IBufferWriter<byte> result,
        CancellationToken cancellationToken = default);
}
