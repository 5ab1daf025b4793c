using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>
/// Tools whose ids were computed when the program was compiled. Rendering copies the ids instead of writing the tools' text.
/// The source generator derives from this class; see docs/generators.md.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. The ids are for one dialect and one schema style. If a conversation is rendered for another
/// pair, the tools are rendered at run time, so that the result never depends on what was compiled.
/// </remarks>
public abstract class CompiledTools
{
    /// <param name="tools">The tools that the ids describe.</param>
    /// <param name="dialect">The dialect that the ids are in.</param>
    /// <param name="schemaStyle">The style in which the ids write schemas.</param>
    protected CompiledTools(ToolNamespace tools, HarmonyDialect dialect, SchemaStyle schemaStyle)
    {
        ArgumentNullException.ThrowIfNull(tools);
        Namespace = tools.WithCompiled(this);
        Dialect = dialect;
        SchemaStyle = schemaStyle;
    }

    /// <summary>The tools, for <see cref="DeveloperContent.Tools"/>. A modified copy (<c>with</c>) is rendered at run time.</summary>
    public ToolNamespace Namespace { get; }

    /// <summary>The dialect that the ids are in.</summary>
    public HarmonyDialect Dialect { get; }

    /// <summary>The style in which the ids write schemas.</summary>
    public SchemaStyle SchemaStyle { get; }

    /// <summary>The ids of the namespace's text: from its heading to its closing line.</summary>
    public abstract ReadOnlySpan<int> Ids { get; }
}
