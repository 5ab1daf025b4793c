using System.Text.Json;

namespace Harmony.Remote;

/// <summary>The list of models as OpenAI's interface has it, with the length of the context that vLLM and SGLang add.</summary>
internal static class ModelList
{
    public static ServedModel Read(ReadOnlySpan<byte> utf8, string? name)
    {
        var names = new List<string>();
        string? found = null;
        int? contextLength = null;
        var json = new Utf8JsonReader(utf8);
        JsonFields.Begin(ref json);
        while (JsonFields.Next(ref json))
        {
            if (!json.ValueTextEquals("data"u8))
            {
                JsonFields.SkipValue(ref json);
                continue;
            }

            JsonFields.BeginArray(ref json);
            while (JsonFields.NextObject(ref json))
            {
                (string? id, int? length) = ReadEntry(ref json);
                if (id is null)
                {
                    continue;
                }

                names.Add(id);
                if (found is null && (name is null || name == id))
                {
                    (found, contextLength) = (id, length);
                }
            }
        }

        return new ServedModel(found, contextLength, names);
    }

    private static (string? Id, int? ContextLength) ReadEntry(ref Utf8JsonReader json)
    {
        string? id = null;
        int? contextLength = null;
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("id"u8))
            {
                id = JsonFields.ReadText(ref json);
            }
            else if (json.ValueTextEquals("max_model_len"u8))
            {
                contextLength = JsonFields.ReadInt32(ref json);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }

        return (id, contextLength);
    }
}
