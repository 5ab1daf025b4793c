using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Tools;

/// <summary>
/// Makes the methods of a partial class that have a <see cref="HarmonyToolAttribute"/> tools of one namespace. The source
/// generator adds the namespace, compiled into ids, and the code that calls the methods with a model's arguments.
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

    /// <summary>The description that the tools share, shown above them, or null for none.</summary>
    public string? Description { get; set; }

    /// <summary>The dialect for which the ids are compiled. For another dialect, the tools are rendered at run time.</summary>
    public HarmonyDialect Dialect { get; set; }

    /// <summary>The style in which the compiled ids write schemas. For another style, the tools are rendered at run time.</summary>
    public SchemaStyle SchemaStyle { get; set; }

    /// <summary>
    /// A <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> that writes results that are lists, dictionaries
    /// or objects. If it is null, generated code writes their public properties.
    /// </summary>
    public Type? JsonContext { get; set; }
}
