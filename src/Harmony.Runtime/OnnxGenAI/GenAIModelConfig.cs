using System.Text.Json;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>What the engine has to know of a model's <c>genai_config.json</c>.</summary>
internal sealed record GenAIModelConfig
{
    public const string FileName = "genai_config.json";

    public required string ModelType { get; init; }

    public required int ContextLength { get; init; }

    public required int VocabularySize { get; init; }

    public required int PadId { get; init; }

    /// <summary>The ids at which the model ends.</summary>
    public required int[] EndIds { get; init; }

    public required int LayerCount { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Whether the export keeps only a window of keys and values: such a cache cannot be rewound, and takes a prompt only
    /// at once.</summary>
    public required bool IsWindowed { get; init; }

    /// <summary>Whether the files are there that GenAI's guidance reads the vocabulary from.</summary>
    public required bool HasTokenizer { get; init; }

    /// <summary>The bytes that the keys and values of a generator take: for each layer and head a key and a value of 32-bit numbers
    /// (an export with smaller numbers takes less), allocated for the greatest length at once.</summary>
    public long CacheBytes(int maxLength) => 2L * sizeof(float) * LayerCount * KeyValueHeads * HeadSize * maxLength;

    /// <summary>Reads the configuration of a model.</summary>
    /// <exception cref="EngineException">There is none, or it is not one of a language model.</exception>
    public static GenAIModelConfig Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new EngineException(
                EngineError.NotFound,
                $"{folder} has no {FileName}: name the folder of a model that was exported for ONNX Runtime GenAI (model.onnx and {FileName} in it).");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return Read(document.RootElement.GetProperty("model"), folder);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new EngineException(EngineError.NotFound, $"{path} is not the configuration of a language model: {exception.Message} Export the model again.", exception);
        }
    }

    private static GenAIModelConfig Read(JsonElement model, string folder)
    {
        JsonElement decoder = model.GetProperty("decoder");
        int hidden = decoder.GetProperty("hidden_size").GetInt32();
        int heads = decoder.GetProperty("num_attention_heads").GetInt32();
        int[] endIds = ReadIds(model.GetProperty("eos_token_id"));
        return new GenAIModelConfig
        {
            ModelType = model.GetProperty("type").GetString() ?? "",
            ContextLength = model.GetProperty("context_length").GetInt32(),
            VocabularySize = model.GetProperty("vocab_size").GetInt32(),
            PadId = model.TryGetProperty("pad_token_id", out JsonElement pad) && pad.ValueKind == JsonValueKind.Number ? pad.GetInt32() : endIds[0],
            EndIds = endIds,
            LayerCount = decoder.GetProperty("num_hidden_layers").GetInt32(),
            KeyValueHeads = decoder.TryGetProperty("num_key_value_heads", out JsonElement keyValueHeads) ? keyValueHeads.GetInt32() : heads,
            HeadSize = decoder.TryGetProperty("head_size", out JsonElement headSize) ? headSize.GetInt32() : hidden / heads,
            IsWindowed = decoder.TryGetProperty("sliding_window", out JsonElement window) && window.ValueKind == JsonValueKind.Object,
            HasTokenizer = File.Exists(Path.Combine(folder, "tokenizer.json")) && File.Exists(Path.Combine(folder, "tokenizer_config.json")),
        };
    }

    private static int[] ReadIds(JsonElement ids)
    {
        if (ids.ValueKind == JsonValueKind.Number)
        {
            return [ids.GetInt32()];
        }

        var read = new int[ids.GetArrayLength()];
        for (int i = 0; i < read.Length; i++)
        {
            read[i] = ids[i].GetInt32();
        }

        return read.Length > 0 ? read : throw new FormatException("eos_token_id is empty.");
    }
}
