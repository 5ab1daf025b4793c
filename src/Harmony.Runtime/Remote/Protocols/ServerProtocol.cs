using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>The interface of a kind of server: its paths, its requests and its answers. Stateless.</summary>
public abstract class ServerProtocol
{
    private static readonly ServerProtocol[] All = [new VllmCompletionsProtocol(), new VllmGenerateProtocol(), new SglangProtocol(), new LlamaCppProtocol()];

    private protected ServerProtocol(string name, string server) => (Name, Server) = (name, server);

    /// <summary>vLLM's <c>/v1/completions</c> with <c>return_token_ids</c>: every vLLM server that has a tokenizer.</summary>
    public static ServerProtocol VllmCompletions => All[0];

    /// <summary>vLLM's <c>/inference/v1/generate</c>, ids only: servers started with <c>--enable-scale-out</c> or
    /// <c>--tokens-only</c>.</summary>
    public static ServerProtocol VllmGenerate => All[1];

    /// <summary>SGLang's <c>/generate</c>.</summary>
    public static ServerProtocol Sglang => All[2];

    /// <summary>llama.cpp's <c>/completion</c>.</summary>
    public static ServerProtocol LlamaCpp => All[3];

    /// <summary>The names that <see cref="Parse"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(All, protocol => protocol.Name);

    /// <summary>The name on a command line or in a configuration: <c>vllm</c>, <c>vllm-generate</c>, <c>sglang</c>,
    /// <c>llama.cpp</c>.</summary>
    public string Name { get; }

    /// <summary>The server and its path, such as <c>vLLM /v1/completions</c>.</summary>
    internal string Server { get; }

    /// <summary>The features of the server itself, without those that need llguidance.</summary>
    internal abstract EngineFeatures Features { get; }

    /// <summary>The path of requests.</summary>
    internal abstract string GeneratePath { get; }

    /// <summary>The path that answers 200 while the server is healthy, the same for all servers.</summary>
    internal static string HealthPath => "/health";

    /// <summary>The path that answers with the model's name and the length of its context.</summary>
    internal virtual string ModelPath => "/v1/models";

    /// <summary>The number of tokens of the context that the server leaves unused.</summary>
    internal virtual int ReservedTokens => 0;

    /// <summary>Gets the protocol of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>, in upper or lower case.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">The name is unknown. The message lists the known ones.</exception>
    public static ServerProtocol Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(All, protocol => protocol.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"Unknown server protocol '{name}'. Known are: {string.Join(", ", Names)}.", nameof(name));
    }

    /// <summary>Writes the body of a request.</summary>
    /// <exception cref="EngineException">A part of it cannot be written: a schema that is not JSON.</exception>
    internal abstract void WriteRequest(Utf8JsonWriter json, in ServerRequest request);

    /// <summary>Reads one event of a stream, or a whole answer.</summary>
    /// <exception cref="JsonException">It is not what the server is known to send.</exception>
    /// <exception cref="AttemptException">It is, but ids are missing.</exception>
    internal abstract void ReadAnswer(ReadOnlySpan<byte> utf8, AnswerEvent answer);

    /// <summary>Reads the answer of <see cref="ModelPath"/>.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="name">The requested model, or null for the first.</param>
    /// <exception cref="JsonException">It is not what the server is known to send.</exception>
    internal virtual ServedModel ReadModel(ReadOnlySpan<byte> utf8, string? name) => ModelList.Read(utf8, name);

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}
