using System.Text.Json;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>The part of a model's <c>genai_config.json</c> that the engine uses.</summary>
internal sealed record GenAIModelConfig
{
    public const string FileName = "genai_config.json";

    /// <summary>An upper limit, far above any model: it is the length of a row of logits.</summary>
    private const int GreatestVocabulary = 1 << 24;

    public required string ModelType { get; init; }

    public required int ContextLength { get; init; }

    public required int VocabularySize { get; init; }

    public required int PadId { get; init; }

    /// <summary>The end ids of the model.</summary>
    public required int[] EndIds { get; init; }

    public required int LayerCount { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    /// <summary>Whether the export keeps only a window of keys and values: such a cache cannot be rewound, and accepts a prompt only
    /// as a whole.</summary>
    public required bool IsWindowed { get; init; }

    /// <summary>Whether the folder has the files from which GenAI's guidance reads the vocabulary.</summary>
    public required bool HasTokenizer { get; init; }

    /// <summary>Gets the size in bytes of a generator's keys and values: for each layer and head a key and a value of 32-bit numbers
    /// (less in an export with smaller numbers), allocated for the whole length.</summary>
    public long CacheBytes(int maxLength) => 2L * sizeof(float) * LayerCount * KeyValueHeads * HeadSize * maxLength;

    /// <summary>Reads the configuration of a model.</summary>
    /// <exception cref="EngineException">There is none, or it is not that of a language model.</exception>
    public static GenAIModelConfig Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new EngineException(
                EngineError.NotFound,
                $"{folder} has no {FileName}: use the folder of a model exported for ONNX Runtime GenAI, with model.onnx and {FileName}.");
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
        int hidden = ReadCount(decoder, "hidden_size");
        int heads = ReadCount(decoder, "num_attention_heads");
        int[] endIds = ReadIds(model.GetProperty("eos_token_id"));
        return new GenAIModelConfig
        {
            ModelType = model.GetProperty("type").GetString() ?? "",
            ContextLength = ReadCount(model, "context_length", least: 2),
            VocabularySize = ReadCount(model, "vocab_size", greatest: GreatestVocabulary),
            PadId = model.TryGetProperty("pad_token_id", out JsonElement pad) && pad.ValueKind == JsonValueKind.Number ? pad.GetInt32() : endIds[0],
            EndIds = endIds,
            LayerCount = ReadCount(decoder, "num_hidden_layers"),
            KeyValueHeads = decoder.TryGetProperty("num_key_value_heads", out _) ? ReadCount(decoder, "num_key_value_heads") : heads,
            HeadSize = ReadHeadSize(decoder, hidden, heads),
            IsWindowed = decoder.TryGetProperty("sliding_window", out JsonElement window) && window.ValueKind == JsonValueKind.Object,
            HasTokenizer = File.Exists(Path.Combine(folder, "tokenizer.json")) && File.Exists(Path.Combine(folder, "tokenizer_config.json")),
        };
    }

    private static int ReadHeadSize(JsonElement decoder, int hidden, int heads) =>
        decoder.TryGetProperty("head_size", out _) ? ReadCount(decoder, "head_size")
        : hidden >= heads ? hidden / heads
        : throw new FormatException($"hidden_size is {hidden}. It must be at least num_attention_heads, {heads}.");

    /// <exception cref="FormatException">The number is missing, not whole, or out of range.</exception>
    private static int ReadCount(JsonElement parent, string name, int least = 1, int greatest = int.MaxValue)
    {
        if (!parent.TryGetProperty(name, out JsonElement value))
        {
            throw new FormatException($"it has no {name}.");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int count) && count >= least && count <= greatest
            ? count
            : throw new FormatException($"{name} is {value.GetRawText()}. It must be a whole number from {least} to {greatest}.");
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
