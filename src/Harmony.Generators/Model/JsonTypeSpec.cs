using Harmony.Generators.Text;

namespace Harmony.Generators.Model;

/// <summary>A type of an argument or of a result: its form in C# and its form in JSON.</summary>
/// <remarks>Like every model here: immutable, equal by value, and free of symbols, syntax and locations. It is a tree:
/// recursive types are refused where they are read.</remarks>
/// <param name="CSharpName">The type in C#, from <c>global::</c> on.</param>
internal abstract record JsonTypeSpec(string CSharpName)
{
    /// <summary>Whether null is one of its values, and so its default.</summary>
    public bool IsNullable => this is NullableTypeSpec;

    /// <summary>The maximum number of objects in a type. It is compared as a tree, and one that doubles at every level would take
    /// too long.</summary>
    public const int MaxSize = 4096;

    /// <summary>The number of objects in it, each counted every time it occurs.</summary>
    public virtual long Size => 1;

    /// <summary>The type without its null.</summary>
    public JsonTypeSpec NotNull => this is NullableTypeSpec nullable ? nullable.Underlying : this;
}

/// <summary>A type that the library reads and writes itself.</summary>
internal sealed record PrimitiveTypeSpec(PrimitiveKind Kind, string CSharpName) : JsonTypeSpec(CSharpName);

/// <summary>An enum, whose members are strings.</summary>
/// <param name="CSharpName">The type in C#.</param>
/// <param name="Identifier">Its name, for names made of it.</param>
/// <param name="Description">What it is, or null.</param>
/// <param name="Members">Its members, in order.</param>
internal sealed record EnumTypeSpec(string CSharpName, string Identifier, string? Description, EquatableArray<EnumMemberSpec> Members)
    : JsonTypeSpec(CSharpName);

/// <param name="Identifier">Its name in C#.</param>
/// <param name="WireName">Its name in JSON.</param>
/// <param name="IsAlias">Whether a member before it has the same value.</param>
internal sealed record EnumMemberSpec(string Identifier, string WireName, bool IsAlias);

/// <summary>A type that may also be null.</summary>
internal sealed record NullableTypeSpec(JsonTypeSpec Underlying, bool IsValueType) : JsonTypeSpec(Underlying.CSharpName + "?")
{
    public override long Size => Underlying.Size;
}

/// <summary>A list, which is an array in JSON.</summary>
internal sealed record ListTypeSpec(ListKind Kind, string CSharpName, JsonTypeSpec Item) : JsonTypeSpec(CSharpName)
{
    public override long Size => Item.Size;
}

/// <summary>The collection that is created for a list's items.</summary>
internal enum ListKind
{
    Array,
    ImmutableArray,
    List,
    Set,
}

/// <summary>A dictionary with keys that are strings: an object in JSON.</summary>
internal sealed record DictionaryTypeSpec(string CSharpName, JsonTypeSpec Value) : JsonTypeSpec(CSharpName)
{
    public override long Size => Value.Size;
}

/// <summary>A class, struct or record: an object in JSON.</summary>
/// <param name="CSharpName">The type in C#.</param>
/// <param name="Identifier">Its name, for names made of it.</param>
/// <param name="IsValueType">Whether it is a struct.</param>
/// <param name="Description">What it is, or null.</param>
/// <param name="Members">Its members: those of an argument can be set, those of a result can be read.</param>
internal sealed record ObjectTypeSpec(string CSharpName, string Identifier, bool IsValueType, string? Description, EquatableArray<MemberSpec> Members)
    : JsonTypeSpec(CSharpName)
{
    public override long Size { get; } = 1 + Members.Sum(member => member.Type.Size);
}
