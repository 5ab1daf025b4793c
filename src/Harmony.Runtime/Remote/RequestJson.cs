using System.Globalization;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>What the writers of requests have in common.</summary>
internal static class RequestJson
{
    public static void WriteIds(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<int> ids)
    {
        json.WriteStartArray(name);
        foreach (int id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a bias as members, ids for names; <paramref name="lowest"/> where an id is forbidden.</summary>
    public static void WriteBias(Utf8JsonWriter json, IReadOnlyDictionary<int, float> bias, float lowest)
    {
        Span<char> name = stackalloc char[11];
        foreach ((int id, float value) in bias)
        {
            id.TryFormat(name, out int length, provider: CultureInfo.InvariantCulture);
            json.WriteNumber(name[..length], Math.Max(value, lowest));
        }
    }

    /// <exception cref="EngineException">The schema is no JSON.</exception>
    public static void WriteSchema(Utf8JsonWriter json, ReadOnlySpan<byte> name, string schema)
    {
        json.WritePropertyName(name);
        try
        {
            json.WriteRawValue(schema);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            throw new EngineException(EngineError.BadRequest, $"The constraint's JSON schema is no JSON: {failure.Message}", failure);
        }
    }
}
