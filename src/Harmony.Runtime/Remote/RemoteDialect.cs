using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>What a kind of server understands and says: its paths, its requests, its answers. Has no state.</summary>
public abstract class RemoteDialect
{
    private protected RemoteDialect(string name) => Name = name;

    /// <summary>vLLM's <c>/v1/completions</c>, with <c>return_token_ids</c>: on every vLLM server that has a tokenizer.</summary>
    public static RemoteDialect VllmCompletions { get; } = new VllmCompletionsDialect();

    /// <summary>vLLM's <c>/inference/v1/generate</c>, ids alone: on servers started with <c>--enable-scale-out</c> or
    /// <c>--tokens-only</c>.</summary>
    public static RemoteDialect VllmGenerate { get; } = new VllmGenerateDialect();

    /// <summary>SGLang's <c>/generate</c>.</summary>
    public static RemoteDialect Sglang { get; } = new SglangDialect();

    /// <summary>llama.cpp's <c>/completion</c>.</summary>
    public static RemoteDialect LlamaCpp { get; } = new LlamaCppDialect();

    /// <summary>The server and its path.</summary>
    public string Name { get; }

    /// <summary>What the server can do by itself; what it can do with llguidance is not in it.</summary>
    internal abstract EngineFeatures Features { get; }

    /// <summary>Where requests go.</summary>
    internal abstract string GeneratePath { get; }

    /// <summary>What answers 200 while the server is well. The same for all.</summary>
    internal static string HealthPath => "/health";

    /// <summary>What tells the model's name and how long its context is.</summary>
    internal virtual string ModelPath => "/v1/models";

    /// <summary>The most ids that a server takes, prompt and answer together, less than the context's length.</summary>
    internal virtual int ReservedIds => 0;

    /// <summary>Writes a request's body.</summary>
    /// <exception cref="EngineException">Something in it cannot be written: a schema that is not JSON.</exception>
    internal abstract void WriteRequest(Utf8JsonWriter json, in ServerRequest request);

    /// <summary>Reads one event of a stream, or a whole answer.</summary>
    /// <exception cref="JsonException">It is not what the server is known to send.</exception>
    /// <exception cref="AttemptException">It is, but ids are missing.</exception>
    internal abstract void ReadAnswer(ReadOnlySpan<byte> utf8, AnswerEvent answer);

    /// <summary>Reads what <see cref="ModelPath"/> answers.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="name">The model that is asked for; null for the first.</param>
    /// <exception cref="JsonException">It is not what the server is known to send.</exception>
    internal virtual ServedModel ReadModel(ReadOnlySpan<byte> utf8, string? name) => ModelList.Read(utf8, name);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
