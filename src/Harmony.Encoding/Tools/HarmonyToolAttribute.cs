namespace Harmony.Tools;

/// <summary>Makes a method of a class with <see cref="HarmonyToolsAttribute"/> a tool.</summary>
/// <remarks>
/// <para>The tool's name is the method's in snake case, without <c>Async</c> at the end: <c>GetWeatherAsync</c> becomes
/// <c>get_weather</c>. Its parameters keep their names; the properties of their types are in camel case, unless a
/// <see cref="System.Text.Json.Serialization.JsonPropertyNameAttribute"/> names them; an enum's members keep their names,
/// unless a <see cref="System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute"/> does.</para>
/// <para>Descriptions are those of a <see cref="System.ComponentModel.DescriptionAttribute"/>, or of the documentation
/// comment in the same project. A parameter that has a default value or may be null is optional.
/// A <see cref="CancellationToken"/> is no argument.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class HarmonyToolAttribute : Attribute
{
    /// <summary>The tool's name, if the method's will not do: letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string? Name { get; set; }

    /// <summary>What the tool does, if the documentation comment's summary will not do.</summary>
    public string? Description { get; set; }
}
