namespace Harmony.Tools;

/// <summary>Makes a method of a class with <see cref="HarmonyToolsAttribute"/> a tool.</summary>
/// <remarks>
/// <para>The tool's name is the method's in snake case, without <c>Async</c> at the end: <c>GetWeatherAsync</c> becomes
/// <c>get_weather</c>. Its parameters keep their names; properties of their types get camel case, unless a
/// <see cref="System.Text.Json.Serialization.JsonPropertyNameAttribute"/> names them; an enum's members keep their names,
/// unless a <see cref="System.Text.Json.Serialization.JsonStringEnumMemberNameAttribute"/> does.</para>
/// <para>Descriptions come from a <see cref="System.ComponentModel.DescriptionAttribute"/>, or from the documentation
/// comment if it is in the same project. A parameter is optional if it has a default value or may be null.
/// A <see cref="CancellationToken"/> is not an argument.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class HarmonyToolAttribute : Attribute
{
    /// <summary>The tool's name: letters, digits, <c>_</c> and <c>-</c>. The default is the method's name in snake case.</summary>
    public string? Name { get; set; }

    /// <summary>The tool's description. The default is the summary of the method's documentation comment.</summary>
    public string? Description { get; set; }
}
