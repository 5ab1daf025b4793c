using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>
/// Names for the methods that read or write types: made of the types' names, one for each type, and the types in the
/// order in which they were first asked for.
/// </summary>
internal sealed class TypeNames
{
    private readonly Dictionary<JsonTypeSpec, string> _names = [];
    private readonly NameScope _scope = new();
    private readonly Queue<JsonTypeSpec> _unwritten = [];

    public bool IsEmpty => _names.Count == 0;

    /// <summary>The name for a type, which is then to be written too.</summary>
    public string this[JsonTypeSpec type]
    {
        get
        {
            if (!_names.TryGetValue(type, out string? name))
            {
                name = _scope.Take(Describe(type));
                _names.Add(type, name);
                _unwritten.Enqueue(type);
            }

            return name;
        }
    }

    /// <summary>The next type whose method is not written yet.</summary>
    public bool TryDequeue(out JsonTypeSpec type)
    {
        bool hasNext = _unwritten.Count > 0;
        type = hasNext ? _unwritten.Dequeue() : null!;
        return hasNext;
    }

    private static string Describe(JsonTypeSpec type) => type switch
    {
        PrimitiveTypeSpec primitive => primitive.Kind.ToString(),
        EnumTypeSpec named => named.Identifier,
        ObjectTypeSpec named => named.Identifier,
        NullableTypeSpec nullable => "Nullable" + Describe(nullable.Underlying),
        ListTypeSpec list => Describe(list.Item) + list.Kind,
        DictionaryTypeSpec dictionary => Describe(dictionary.Value) + "Dictionary",
        _ => throw new NotSupportedException($"Unknown type: {type}."),
    };
}
