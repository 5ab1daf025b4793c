using System.Text.Encodings.Web;
using System.Text.Json;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>
/// Writes the vocabulary as the files that Hugging Face's tokenizers read, under the names that exports of GPT-OSS use. Engines that
/// read the vocabulary from a model's folder need them, such as ONNX Runtime GenAI for its grammars.
/// </summary>
/// <remarks>
/// Thread-safe. <c>tokenizer.json</c> has the tokens that GPT-OSS has rows for, 0 to 201087. 200018 is called
/// <c>&lt;|endofprompt|&gt;</c> there, as in o200k_base, and not by its reserved name.
/// </remarks>
public static class TokenizerFiles
{
    /// <summary>The name of the file with the vocabulary, about 8 MB.</summary>
    public const string TokenizerName = "tokenizer.json";

    /// <summary>The name of the file that defines which tokens begin and end texts.</summary>
    public const string ConfigName = "tokenizer_config.json";

    private const int EndOfPrompt = 200018;
    private const int LastRow = SpecialTokens.Last - 1;
    private const int ContextLength = 131_072;
    private const int FlushSize = 1 << 16;

    /// <summary>The alternatives of <see cref="PreTokenizer"/>.</summary>
    private const string Pattern =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
        + @"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Relaxed with { Indented = true };

    /// <summary>Writes both files.</summary>
    /// <param name="folder">The folder. It is created if it does not exist.</param>
    /// <exception cref="IOException">One of the files exists already, or they cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public static void Write(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Directory.CreateDirectory(folder);
        string tokenizer = Path.Combine(folder, TokenizerName);
        string config = Path.Combine(folder, ConfigName);
        foreach (string path in (ReadOnlySpan<string>)[tokenizer, config])
        {
            if (File.Exists(path))
            {
                throw new IOException($"{path} exists already: remove it, or choose another folder.");
            }
        }

        Create(config, Indented, WriteConfig);
        Create(tokenizer, Relaxed, WriteTokenizer);
    }

    /// <summary>Deletes the file if it cannot be written completely.</summary>
    private static void Create(string path, JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var file = new FileStream(path, FileMode.CreateNew);
        try
        {
            using var json = new Utf8JsonWriter(file, options);
            write(json);
            json.Flush();
            file.Flush();
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }
    }

    private static void WriteConfig(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("tokenizer_class"u8, "PreTrainedTokenizerFast"u8);
        json.WriteString("bos_token"u8, SpecialTokens.GetName(SpecialTokens.StartOfText));
        json.WriteString("eos_token"u8, SpecialTokens.GetName(SpecialTokens.Return));
        json.WriteString("pad_token"u8, SpecialTokens.GetName(SpecialTokens.EndOfText));
        json.WriteBoolean("clean_up_tokenization_spaces"u8, false);
        json.WriteNumber("model_max_length"u8, ContextLength);
        json.WriteStartArray("model_input_names"u8);
        json.WriteStringValue("input_ids"u8);
        json.WriteStringValue("attention_mask"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTokenizer(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("version"u8, "1.0"u8);
        json.WriteNull("truncation"u8);
        json.WriteNull("padding"u8);
        WriteSpecials(json);
        json.WriteNull("normalizer"u8);
        WritePreTokenizer(json);
        json.WriteNull("post_processor"u8);
        json.WriteStartObject("decoder"u8);
        WriteByteLevel(json, addsPrefixSpace: true, usesRegex: true);
        json.WriteEndObject();
        WriteModel(json);
        json.WriteEndObject();
    }

    private static void WriteSpecials(Utf8JsonWriter json)
    {
        json.WriteStartArray("added_tokens"u8);
        for (int id = SpecialTokens.First; id <= LastRow; id++)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, id);
            json.WriteString("content"u8, id == EndOfPrompt ? "<|endofprompt|>" : SpecialTokens.GetName(id));
            json.WriteBoolean("single_word"u8, false);
            json.WriteBoolean("lstrip"u8, false);
            json.WriteBoolean("rstrip"u8, false);
            json.WriteBoolean("normalized"u8, false);
            json.WriteBoolean("special"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePreTokenizer(Utf8JsonWriter json)
    {
        json.WriteStartObject("pre_tokenizer"u8);
        json.WriteString("type"u8, "Sequence"u8);
        json.WriteStartArray("pretokenizers"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "Split"u8);
        json.WriteStartObject("pattern"u8);
        json.WriteString("Regex"u8, Pattern);
        json.WriteEndObject();
        json.WriteString("behavior"u8, "Isolated"u8);
        json.WriteBoolean("invert"u8, false);
        json.WriteEndObject();
        json.WriteStartObject();
        WriteByteLevel(json, addsPrefixSpace: false, usesRegex: false);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteByteLevel(Utf8JsonWriter json, bool addsPrefixSpace, bool usesRegex)
    {
        json.WriteString("type"u8, "ByteLevel"u8);
        json.WriteBoolean("add_prefix_space"u8, addsPrefixSpace);
        json.WriteBoolean("trim_offsets"u8, true);
        json.WriteBoolean("use_regex"u8, usesRegex);
    }

    private static void WriteModel(Utf8JsonWriter json)
    {
        json.WriteStartObject("model"u8);
        json.WriteString("type"u8, "BPE"u8);
        json.WriteNull("dropout"u8);
        json.WriteNull("unk_token"u8);
        json.WriteNull("continuing_subword_prefix"u8);
        json.WriteNull("end_of_word_suffix"u8);
        json.WriteBoolean("fuse_unk"u8, false);
        json.WriteBoolean("byte_fallback"u8, false);

        // A piece that is a token becomes that token, as in the reference, whatever its merges.
        json.WriteBoolean("ignore_merges"u8, true);
        var names = new ByteLevelNames();
        WriteVocabulary(json, names);
        WriteMerges(json, names);
        json.WriteEndObject();
    }

    private static void WriteVocabulary(Utf8JsonWriter json, ByteLevelNames names)
    {
        json.WriteStartObject("vocab"u8);
        for (int id = 0; id < VocabularyLayout.TokenCount; id++)
        {
            json.WriteNumber(names.Of(id), id);
            FlushIfLarge(json);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes one merge for each token, in the order of their ranks.</summary>
    private static void WriteMerges(Utf8JsonWriter json, ByteLevelNames names)
    {
        json.WriteStartArray("merges"u8);
        for (int id = 0; id < VocabularyLayout.TokenCount; id++)
        {
            ulong links = EmbeddedVocabulary.Table.Links((uint)id);
            int left = (int)TokenLinks.Left(links);
            if (left == id)
            {
                // A byte.
                continue;
            }

            json.WriteStartArray();
            json.WriteStringValue(names.Of(left));
            json.WriteStringValue(names.Of((int)TokenLinks.Right(links)));
            json.WriteEndArray();
            FlushIfLarge(json);
        }

        json.WriteEndArray();
    }

    private static void FlushIfLarge(Utf8JsonWriter json)
    {
        if (json.BytesPending > FlushSize)
        {
            json.Flush();
        }
    }
}
