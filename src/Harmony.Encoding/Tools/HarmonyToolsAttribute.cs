using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Tools;

/// <summary>
/// Makes the methods of a partial class that have a <see cref="HarmonyToolAttribute"/> tools of one namespace: the source
/// generator adds the namespace, compiled into ids, and what calls the methods with a model's arguments.
/// </summary>
/// <remarks>
/// The class gets a static <c>ToolNamespace</c> for <see cref="DeveloperContent.Tools"/> and a <c>DispatchAsync</c>. Unless
/// it is static, it implements <see cref="IHarmonyTools"/>.
/// </remarks>
/// <param name="name">The name of the namespace: letters, digits, <c>_</c> and <c>-</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HarmonyToolsAttribute(string name = ToolNamespace.FunctionsName) : Attribute
{
    /// <summary>The name of the namespace.</summary>
    public string Name { get; } = name;

    /// <summary>What the tools have in common, shown above them. Without it, nothing is.</summary>
    public string? Description { get; set; }

    /// <summary>The dialect that the ids are compiled for. Another one is rendered at run time.</summary>
    public HarmonyDialect Dialect { get; set; }

    /// <summary>The way in which the compiled ids write schemas. Another one is rendered at run time.</summary>
    public SchemaStyle SchemaStyle { get; set; }

    /// <summary>
    /// A <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> that writes results which are lists, dictionaries
    /// or objects. Without it, the generator writes their public properties itself.
    /// </summary>
    public Type? JsonContext { get; set; }
}
