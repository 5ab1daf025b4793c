using System.Text.Json;

namespace Harmony.Remote;

/// <summary>What the readers of answers have in common: objects are walked member by member, and nothing is kept of them.</summary>
internal static class JsonFields
{
    /// <summary>Enters the document, which has to be an object.</summary>
    public static void Begin(ref Utf8JsonReader json)
    {
        json.Read();
        Expect(ref json, JsonTokenType.StartObject, "an object");
    }

    /// <summary>Goes on to the next member's name. False: the object is at its end.</summary>
    public static bool Next(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Enters the array that is the member's value.</summary>
    public static void BeginArray(ref Utf8JsonReader json)
    {
        json.Read();
        Expect(ref json, JsonTokenType.StartArray, "an array");
    }

    /// <summary>Enters the next object of an array. False: the array is at its end.</summary>
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

    /// <summary>Enters the object that is the member's value. False: it is null.</summary>
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

    public static void SkipValue(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    /// <summary>The member's value as a text; null where it is null.</summary>
    public static string? ReadText(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref json, JsonTokenType.String, "a text");
        return json.GetString();
    }

    /// <summary>The member's value as a number; null where it is null.</summary>
    public static int? ReadInt32(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref json, JsonTokenType.Number, "a number");
        return json.TryGetInt32(out int value) ? value : throw new JsonException($"A number is out of range at byte {json.TokenStartIndex}.");
    }

    /// <summary>Adds the member's value, an array of ids, to the answer's; nothing where it is null.</summary>
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
                throw new JsonException($"An id is out of range at byte {json.TokenStartIndex}.");
            }

            if ((uint)id >= (uint)answer.VocabularySize)
            {
                throw new JsonException(
                    $"The id {id} at byte {json.TokenStartIndex} is not one of 0 … {answer.VocabularySize - 1}, which the model has.");
            }

            answer.Ids.Add(id);
        }
    }

    public static void Expect(ref Utf8JsonReader json, JsonTokenType type, string name)
    {
        if (json.TokenType != type)
        {
            throw new JsonException($"There is a {json.TokenType} instead of {name} at byte {json.TokenStartIndex}.");
        }
    }
}
