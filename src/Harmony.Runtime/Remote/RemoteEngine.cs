using System.Buffers;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// GPT-OSS on other machines: vLLM, SGLang or llama.cpp servers, or what distributes requests among such servers (Dynamo,
/// llm-d), asked with token ids over HTTP. Ids are checked before they are sent. With several replicas, a request goes to the
/// one whose cache it is likely to find itself in; one that fails is left alone until it is well again, and a request is sent
/// again, elsewhere if possible, as long as none of its ids has come.
/// </summary>
public sealed class RemoteEngine : ITokenEngine
{
    // Of an id in JSON: at most six digits and a comma.
    private const int BytesPerId = 7;
    private const int BytesBesides = 1 << 10;

    private readonly RemoteConnection _connection;
    private readonly Task _healthChecks;
    private int _isDisposed;

    private RemoteEngine(RemoteConnection connection, EngineDescription description)
    {
        _connection = connection;
        Description = description;
        _healthChecks = new HealthChecks(connection).RunAsync();
    }

    /// <inheritdoc/>
    public EngineDescription Description { get; }

    /// <summary>How the servers are doing.</summary>
    public IReadOnlyList<RemoteReplicaStatus> GetReplicas()
    {
        ReadOnlySpan<Replica> replicas = _connection.Router.Replicas;
        var states = new RemoteReplicaStatus[replicas.Length];
        for (int index = 0; index < replicas.Length; index++)
        {
            states[index] = replicas[index].GetStatus();
        }

        return states;
    }

    /// <summary>Makes an engine. Asks the servers, one after the other until one answers, for what the options leave open: the
    /// model's name and how many ids fit.</summary>
    /// <param name="options">Which servers, and how they are asked.</param>
    /// <param name="client">What sends the requests, with headers, certificates and proxies of the caller's, who also disposes
    /// of it; its timeout has to allow for a whole prefill. Null for one of the engine's own.</param>
    /// <param name="cancellationToken">Cancels the connecting.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="EngineException">No server answers, or none has the model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<RemoteEngine> ConnectAsync(
        RemoteEngineOptions options, HttpClient? client = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var connection = new RemoteConnection(options with { Replicas = [.. options.Replicas] }, client);
        try
        {
            EngineDescription description =
                await ModelInquiry.DescribeAsync(connection, cancellationToken).ConfigureAwait(false);
            return new RemoteEngine(connection, description);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<TokenGeneration> StartAsync(GenerationRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _isDisposed) != 0)
        {
            throw new EngineException(EngineError.Unavailable, "The engine was disposed of.");
        }

        request.Validate(Description);
        return new ValueTask<TokenGeneration>(new RemoteGeneration(_connection, CreatePlan(request)));
    }

    /// <summary>Ends the generations that still run.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _connection.Close();
        await _healthChecks.ConfigureAwait(false);
        _connection.Dispose();
    }

    private GenerationPlan CreatePlan(GenerationRequest request)
    {
        int length = request.Prompt.Length;
        int room = Description.ContextLength - length - _connection.Options.Dialect.ReservedIds;
        if (room < 1)
        {
            throw new EngineException(
                EngineError.ContextExceeded, $"The prompt has {length} ids, and {Description.Name} has room for {Description.ContextLength}: shorten the conversation.");
        }

        int maxTokens = Math.Min(request.MaxTokens ?? room, room);

        // Not rented: a server may answer while it is still being sent the rest of a request.
        var body = new ArrayBufferWriter<byte>((length * BytesPerId) + BytesBesides);
        using (var json = new Utf8JsonWriter(body))
        {
            _connection.Options.Dialect.WriteRequest(
                json, new ServerRequest(request, Description.Model, maxTokens, _connection.Options.Stream));
        }

        return new GenerationPlan(
            body.WrittenMemory, PromptBlocks.Hash(request.Prompt.Span), request.SessionKey, length, maxTokens, request.StopIds.ToArray(),
            Description.VocabularySize);
    }
}
