using System.Text.Json;

namespace Harmony.Remote;

/// <summary>The common part of the readers of answers: objects are walked member by member, and nothing is kept of them.</summary>
internal static class ServerJson
{
    /// <summary>Enters the document, which must be an object.</summary>
    public static void Begin(ref Utf8JsonReader json)
    {
        json.Read();
        Expect(ref json, JsonTokenType.StartObject, "an object");
    }

    /// <summary>Moves to the name of the next member. False at the end of the object.</summary>
    public static bool Next(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Moves to the next member of this name. False at the end of the object.</summary>
    public static bool TryFind(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        while (Next(ref json))
        {
            if (json.ValueTextEquals(name))
            {
                return true;
            }

            SkipValue(ref json);
        }

        return false;
    }

    /// <summary>Enters the array that is the member's value.</summary>
    public static void BeginArray(ref Utf8JsonReader json)
    {
        json.Read();
        Expect(ref json, JsonTokenType.StartArray, "an array");
    }

    /// <summary>Enters the next object of an array. False at the end of the array.</summary>
    public static bool NextObject(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndArray)
        {
            return false;
        }

        Expect(ref json, JsonTokenType.StartObject, "an object");
        return true;
    }

    /// <summary>Enters the object that is the member's value. False if it is null.</summary>
    public static bool BeginObject(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return false;
        }

        Expect(ref json, JsonTokenType.StartObject, "an object");
        return true;
    }

    /// <summary>Skips the member's value.</summary>
    public static void SkipValue(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    /// <summary>Reads the member's value as a string, or null.</summary>
    public static string? ReadString(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref json, JsonTokenType.String, "a string");
        return json.GetString();
    }

    /// <summary>Reads the member's value as a whole number of 32 bits, or null.</summary>
    public static int? ReadInt32(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref json, JsonTokenType.Number, "a number");
        return json.TryGetInt32(out int value) ? value : throw new JsonException($"The number at byte {json.TokenStartIndex} is out of range.");
    }

    /// <summary>Reads a number inside the member's value, an object.</summary>
    /// <param name="json">The reader, at the member's name; afterwards at the end of its value.</param>
    /// <param name="name">The name of the member inside.</param>
    /// <param name="innerName">If the member inside is an object too, the name of the number in it.</param>
    /// <returns>The number; null if the member or one of the objects is missing or null.</returns>
    public static int? ReadNested(ref Utf8JsonReader json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> innerName = default)
    {
        if (!BeginObject(ref json))
        {
            return null;
        }

        int? value = null;
        while (TryFind(ref json, name))
        {
            value = innerName.IsEmpty ? ReadInt32(ref json) : ReadNested(ref json, innerName);
        }

        return value;
    }

    /// <summary>Appends the member's value, an array of ids, to those of the answer; nothing if it is null.</summary>
    public static void ReadIds(ref Utf8JsonReader json, AnswerEvent answer)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        Expect(ref json, JsonTokenType.StartArray, "an array of ids");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Expect(ref json, JsonTokenType.Number, "an id");
            if (!json.TryGetInt32(out int id))
            {
                throw new JsonException($"The id at byte {json.TokenStartIndex} is out of range.");
            }

            if ((uint)id >= (uint)answer.VocabularySize)
            {
                throw new JsonException(
                    $"The id {id} at byte {json.TokenStartIndex} is unknown: the model has the ids 0 to {answer.VocabularySize - 1}.");
            }

            answer.Ids.Add(id);
        }
    }

    /// <exception cref="JsonException">The token is of another type.</exception>
    public static void Expect(ref Utf8JsonReader json, JsonTokenType type, string name)
    {
        if (json.TokenType != type)
        {
            throw new JsonException($"Expected {name} at byte {json.TokenStartIndex}, found {json.TokenType}.");
        }
    }
}
