using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>
/// Tools whose ids were made when the program was compiled: rendering copies them where it would write the tools' text.
/// The source generator derives from this class; see docs/generators.md.
/// </summary>
/// <remarks>
/// Thread-safe: immutable. The ids are for one dialect and one way to write schemas. Where a conversation is rendered for
/// another pair, the same tools are rendered like any others, so that the result never depends on what was compiled.
/// </remarks>
public abstract class CompiledTools
{
    /// <param name="tools">The tools that the ids say.</param>
    /// <param name="dialect">The dialect that the ids are in.</param>
    /// <param name="schemaStyle">The way in which the ids write schemas.</param>
    protected CompiledTools(ToolNamespace tools, HarmonyDialect dialect, SchemaStyle schemaStyle)
    {
        ArgumentNullException.ThrowIfNull(tools);
        Namespace = tools.WithCompiled(this);
        Dialect = dialect;
        SchemaStyle = schemaStyle;
    }

    /// <summary>The tools, for <see cref="DeveloperContent.Tools"/>. A changed copy (<c>with</c>) is rendered at run time.</summary>
    public ToolNamespace Namespace { get; }

    /// <summary>The dialect that the ids are in.</summary>
    public HarmonyDialect Dialect { get; }

    /// <summary>The way in which the ids write schemas.</summary>
    public SchemaStyle SchemaStyle { get; }

    /// <summary>The ids of the namespace's text: from its heading to the name that closes it.</summary>
    public abstract ReadOnlySpan<int> Ids { get; }
}
