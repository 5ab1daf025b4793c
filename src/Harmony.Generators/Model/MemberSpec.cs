namespace Harmony.Generators.Model;

/// <summary>A parameter of a tool, or a member of an object.</summary>
/// <param name="Identifier">Its name in C#, without <c>@</c>.</param>
/// <param name="WireName">Its name in JSON.</param>
/// <param name="Description">What it is, or null.</param>
/// <param name="Type">Its type.</param>
/// <param name="Binding">How it is given to what it belongs to.</param>
/// <param name="IsRequired">Whether it has to be there.</param>
/// <param name="Default">What it is where it is not there; null if that is for the object itself to say, or null itself.</param>
/// <param name="Owner">The type in C# that declares the init accessor, if that is a base of the object's type.</param>
internal sealed record MemberSpec(
    string Identifier,
    string WireName,
    string? Description,
    JsonTypeSpec Type,
    MemberBinding Binding,
    bool IsRequired,
    DefaultValueSpec? Default = null,
    string? Owner = null);

/// <summary>How a member is given to what it belongs to.</summary>
internal enum MemberBinding
{
    /// <summary>As a parameter of the tool's method or of the object's constructor.</summary>
    Parameter,

    /// <summary>Both as a parameter of the constructor and in the initializer, since the property is required there.</summary>
    ParameterAndInitializer,

    /// <summary>In the object's initializer, always.</summary>
    Initializer,

    /// <summary>By the property's setter, where it is there.</summary>
    Setter,

    /// <summary>By the property's init accessor, where it is there: only an accessor of the generated code's own can call that
    /// after the object is made.</summary>
    InitAccessor,

    /// <summary>Not at all: it is only read.</summary>
    None,
}

/// <summary>A default value.</summary>
/// <param name="CSharp">As C# has it.</param>
/// <param name="Json">As JSON has it, or null if it has none.</param>
internal sealed record DefaultValueSpec(string CSharp, string? Json);
