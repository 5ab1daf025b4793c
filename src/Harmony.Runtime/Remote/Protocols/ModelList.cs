using System.Text.Json;

namespace Harmony.Remote;

/// <summary>The list of models in OpenAI's format, with the length of the context that vLLM and SGLang add.</summary>
internal static class ModelList
{
    /// <summary>Reads a list.</summary>
    /// <param name="utf8">The list.</param>
    /// <param name="name">The requested model, or null for the first.</param>
    public static ServedModel Read(ReadOnlySpan<byte> utf8, string? name)
    {
        var names = new List<string>();
        string? found = null;
        int? contextLength = null;
        var json = new Utf8JsonReader(utf8);
        ServerJson.Begin(ref json);
        while (ServerJson.TryFind(ref json, "data"u8))
        {
            ServerJson.BeginArray(ref json);
            while (ServerJson.NextObject(ref json))
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
        while (ServerJson.Next(ref json))
        {
            if (json.ValueTextEquals("id"u8))
            {
                id = ServerJson.ReadString(ref json);
            }
            else if (json.ValueTextEquals("max_model_len"u8))
            {
                contextLength = ServerJson.ReadInt32(ref json);
            }
            else
            {
                ServerJson.SkipValue(ref json);
            }
        }

        return (id, contextLength);
    }
}
