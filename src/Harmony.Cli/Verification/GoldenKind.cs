using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Harmony.Grammar;

namespace Harmony.Cli.Verification;

/// <summary>One line of a golden file.</summary>
internal readonly record struct GoldenCase(JsonElement Json, int Line, HarmonyDialect Dialect)
{
    public JsonElement this[string property] => Json.GetProperty(property);

    public bool Has(string property) => Json.TryGetProperty(property, out _);

    /// <summary>The very bytes that the reference was given: a property's, or, where they may be no JSON, those of the
    /// string with <c>_text</c> behind its name.</summary>
    public byte[] Source(string property) => Json.TryGetProperty(property + "_text", out JsonElement text)
        ? Encoding.UTF8.GetBytes(text.GetString()!)
        : JsonMarshal.GetRawUtf8Value(Json.GetProperty(property)).ToArray();

    /// <summary>The ids of a property that always has some.</summary>
    public int[] RequiredIds(string property) => Ids(property) ?? throw new FormatException($"{property} is null");

    /// <summary>The ids of a property, or null where the reference refused.</summary>
    public int[]? Ids(string property)
    {
        JsonElement array = Json.GetProperty(property);
        if (array.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        int[] ids = new int[array.GetArrayLength()];
        for (int i = 0; i < ids.Length; i++)
        {
            // The reference's ids are unsigned; what is above int is outside the vocabulary as what is below zero.
            ids[i] = unchecked((int)array[i].GetUInt32());
        }

        return ids;
    }
}

/// <summary>A kind of golden file.</summary>
internal abstract class GoldenKind(string name)
{
    public string Name { get; } = name;

    /// <summary>Checks the case, or the cases, of one line.</summary>
    public abstract void Check(GoldenCase line, GoldenReport report);
}

/// <summary>All kinds, by the names of their files.</summary>
internal static class GoldenKinds
{
    public static string Names { get; } = string.Join(", ", All().Select(kind => kind.Name + ".jsonl"));

    /// <summary>A new one for each file: a kind may keep what a file's first line says.</summary>
    public static GoldenKind? Find(string name) => Array.Find(All(), kind => kind.Name == name);

    private static GoldenKind[] All() =>
    [
        new EncodeKind(),
        new DecodeKind(),
        new SpecialsKind(),
        new CodePointsKind(),
        new SchemasKind(),
        new MessagesKind(),
        new ConversationsKind(),
        new ParseKind(),
        new ChatKind(),
        new ChatVllmMlxKind(),
    ];
}
