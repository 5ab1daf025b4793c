using System.Buffers;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// GPT-OSS on other machines: sends token ids over HTTP to vLLM, SGLang or llama.cpp servers, or to a router of such servers (Dynamo,
/// llm-d). Ids are checked before they are sent. With several replicas, a request goes to the one that is likely to have its
/// beginning cached. A replica that fails gets no requests until it is healthy again. A request is sent again, elsewhere if
/// possible, as long as none of its ids has arrived.
/// </summary>
public sealed class RemoteEngine : ITokenEngine
{
    // An id in JSON has at most six digits and a comma.
    private const int BytesPerId = 7;
    private const int OtherBytes = 1 << 10;

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

    /// <summary>Gets the state of the servers.</summary>
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

    /// <summary>Creates an engine. If the options do not set the model's name and the length of its context, asks the servers for
    /// them, one after the other until one answers.</summary>
    /// <param name="options">The servers, and how requests are sent to them.</param>
    /// <param name="client">The client that sends the requests, for headers, certificates and proxies. The caller disposes it. Its
    /// timeout must allow for a whole prefill. Null for a client that the engine owns.</param>
    /// <param name="cancellationToken">Cancels the connecting.</param>
    /// <returns>The engine, which the caller must dispose.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException"><see cref="RemoteEngineOptions.MaximumDelay"/> is less than
    /// <see cref="RemoteEngineOptions.FirstDelay"/>.</exception>
    /// <exception cref="EngineException">No server answers, or none has the model.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static async Task<RemoteEngine> ConnectAsync(
        RemoteEngineOptions options, HttpClient? client = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var connection = new RemoteConnection(options, client);
        try
        {
            EngineDescription description =
                await ModelDiscovery.DescribeAsync(connection, cancellationToken).ConfigureAwait(false);
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
            throw new EngineException(EngineError.Unavailable, "The engine has been disposed.");
        }

        request.Validate(Description);
        return new ValueTask<TokenGeneration>(new RemoteGeneration(_connection, CreatePlan(request)));
    }

    /// <summary>Ends the running generations.</summary>
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
        int room = Description.ContextLength - length - _connection.Options.Protocol.ReservedTokens;
        if (room < 1)
        {
            throw new EngineException(
                EngineError.ContextExceeded, $"The prompt has {length} tokens and leaves no room for an answer in the context of {Description.Name}, {Description.ContextLength}: shorten the conversation.");
        }

        int maxTokens = Math.Min(request.MaxTokens ?? room, room);

        // Not rented: a server may answer while the rest of the request is still being sent.
        var body = new ArrayBufferWriter<byte>((length * BytesPerId) + OtherBytes);
        using (var json = new Utf8JsonWriter(body))
        {
            _connection.Options.Protocol.WriteRequest(
                json, new ServerRequest(request, Description.Model, maxTokens, _connection.Options.Stream));
        }

        return new GenerationPlan(
            body.WrittenMemory, PromptBlocks.Hash(request.Prompt.Span), request.SessionKey, length, maxTokens, request.StopIds.ToArray(),
            Description.VocabularySize);
    }
}
