using System.Net.Http.Headers;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>The shared state of all requests of an engine: the client, the options, the replicas, and whether it is closed.</summary>
internal sealed class RemoteConnection : IDisposable
{
    private readonly CancellationTokenSource _closed = new();
    private readonly HttpClient? _ownClient;
    private readonly AuthenticationHeaderValue? _authorization;

    public RemoteConnection(RemoteEngineOptions options, HttpClient? client)
    {
        Options = options;
        Client = client ?? (_ownClient = CreateClient());
        Router = new ReplicaRouter(options.Replicas, options.TimeProvider);
        Delays = new RetryDelays(options.FirstDelay, options.MaximumDelay, options.TimeProvider);
        _authorization = options.ApiKey is { } key ? new AuthenticationHeaderValue("Bearer", key) : null;
        Closed = _closed.Token;
    }

    public RemoteEngineOptions Options { get; }

    public HttpClient Client { get; }

    public ReplicaRouter Router { get; }

    public RetryDelays Delays { get; }

    /// <summary>Cancelled when the engine is disposed.</summary>
    public CancellationToken Closed { get; }

    public HttpRequestMessage CreateRequest(HttpMethod method, Replica replica, string path)
    {
        var message = new HttpRequestMessage(method, new Uri(replica.Address.AbsoluteUri.TrimEnd('/') + path));
        message.Headers.Authorization = _authorization;
        return message;
    }

    /// <summary>Creates the exception for reads of a generation whose engine has been disposed.</summary>
    public static EngineException CreateClosedException() =>
        new(EngineError.Unavailable, "The engine was disposed while this generation was running.");

    public void Close() => _closed.Cancel();

    public void Dispose()
    {
        _ownClient?.Dispose();
        _closed.Dispose();
    }

    private static HttpClient CreateClient() =>
        new(new SocketsHttpHandler
        {
            // Servers move, and a name is resolved again only for a new connection.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseCookies = false,

            // A redirected POST mostly arrives as a GET, without its body.
            AllowAutoRedirect = false,
        })
        {
            // The idle timeout ends what is silent for too long; an answer may take any time.
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
