using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Harmony.Grammar;

namespace Harmony.Verification;

/// <summary>One line of a golden file.</summary>
internal readonly record struct GoldenCase(JsonElement Json, int Line, HarmonyDialect Dialect)
{
    public JsonElement this[string property] => Json.GetProperty(property);

    public bool Has(string property) => Json.TryGetProperty(property, out _);

    /// <summary>Gets the bytes that the reference was given: the raw JSON of a property or, for bytes that may not be JSON, the
    /// string whose name has the suffix <c>_text</c>.</summary>
    public byte[] Source(string property) => Json.TryGetProperty(property + "_text", out JsonElement text)
        ? Encoding.UTF8.GetBytes(text.GetString()!)
        : JsonMarshal.GetRawUtf8Value(Json.GetProperty(property)).ToArray();

    /// <summary>Gets the ids of a property that is never null.</summary>
    public int[] RequiredIds(string property) => Ids(property) ?? throw new FormatException($"{property} is null");

    /// <summary>Gets the ids of a property, or null if the reference refused.</summary>
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
            // The reference's ids are unsigned. An id above int.MaxValue is outside the vocabulary, like a negative one.
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

/// <summary>Finds kinds of golden files by the names of the files.</summary>
public static class GoldenKinds
{
    /// <summary>The files' names. A constant, so that the command's help shows it without loading this assembly.</summary>
    public const string Names = "encode.jsonl, decode.jsonl, specials.jsonl, code-points.jsonl, schemas.jsonl, messages.jsonl, conversations.jsonl, parse.jsonl, chat.jsonl, chat-vllm-mlx.jsonl";

    /// <summary>Creates a kind for one file: a kind may keep what the first line of its file says.</summary>
    internal static GoldenKind? Find(string name) => Array.Find(All(), kind => kind.Name == name);

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
