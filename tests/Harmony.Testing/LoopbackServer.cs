using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Harmony.Testing;

/// <summary>An HTTP/1.1 server directly on a socket, so that a test can cut a response anywhere. Each connection has one request.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Func<ServerExchange, Task> _answer;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    public LoopbackServer(Func<ServerExchange, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>All requests, in the order in which they arrived.</summary>
    public ConcurrentQueue<ServerExchange> Exchanges { get; } = new();

    /// <summary>The requests that generate.</summary>
    public IReadOnlyList<ServerExchange> Posts => [.. Exchanges.Where(exchange => exchange.Method == "POST")];

    /// <summary>Creates a server that answers every request that generates with the recorded response, and every other request with 200.</summary>
    public static LoopbackServer Replaying(string name)
    {
        var recording = Recording.Load(name);
        return new LoopbackServer(exchange => exchange.Method == "POST"
            ? exchange.ReplayAsync(recording)
            : exchange.RespondAsync(200, "text/plain", []));
    }

    /// <summary>Gets an address on which no server listens.</summary>
    public static Uri GetDeadAddress()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new Uri($"http://127.0.0.1:{port}/");
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (ServerExchange exchange in Exchanges)
        {
            exchange.Kill();
        }

        await Task.WhenAll(_connections);
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync(_closed.Token);
                _connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The server has been disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                using ServerExchange exchange = await ServerExchange.ReadAsync(socket);
                Exchanges.Enqueue(exchange);
                await _answer(exchange);

                // Closing the socket during a read would reset the connection, and the client would lose the bytes that it has not read.
                socket.Shutdown(SocketShutdown.Send);
                await exchange.ClientLeft;
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                // The client closed the connection, or the test killed it.
            }
        }
    }
}

/// <summary>A request, and the methods that answer it.</summary>
public sealed class ServerExchange : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly TaskCompletionSource _clientLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerExchange(Socket socket, string head, byte[] body)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
        Head = head;
        Body = body;
        _ = WatchAsync();
    }

    public string Head { get; }

    public byte[] Body { get; }

    public string Method => Head[..Head.IndexOf(' ', StringComparison.Ordinal)];

    public string Path => Head.Split(' ')[1];

    /// <summary>Completes when the client has closed the connection.</summary>
    public Task ClientLeft => _clientLeft.Task;

    public static async Task<ServerExchange> ReadAsync(Socket socket)
    {
        var received = new List<byte>();
        byte[] buffer = new byte[4096];
        int headLength;
        while ((headLength = FindHead(received)) < 0)
        {
            received.AddRange(await ReceiveAsync(socket, buffer));
        }

        string head = Encoding.ASCII.GetString(received.ToArray(), 0, headLength);
        int length = GetContentLength(head);
        while (received.Count < headLength + length)
        {
            received.AddRange(await ReceiveAsync(socket, buffer));
        }

        return new ServerExchange(socket, head, received.GetRange(headLength, length).ToArray());
    }

    /// <summary>Sends a response with a Content-Length.</summary>
    public async Task RespondAsync(int status, string contentType, byte[] body, string moreHeaders = "")
    {
        await SendAsync($"HTTP/1.1 {status} x\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{moreHeaders}\r\n");
        await _stream.WriteAsync(body);
    }

    public Task RespondAsync(int status, string json, string moreHeaders = "") =>
        RespondAsync(status, "application/json", Encoding.UTF8.GetBytes(json), moreHeaders);

    /// <summary>Sends the recorded response; a stream has one chunk for each event, as it was recorded.</summary>
    public async Task ReplayAsync(Recording recording)
    {
        if (!recording.IsStream)
        {
            await RespondAsync(recording.Status, recording.ContentType, recording.Response);
            return;
        }

        await BeginStreamAsync();
        foreach (string text in recording.Events)
        {
            await SendChunkAsync(text);
        }

        await EndStreamAsync();
    }

    /// <summary>Sends the head of a chunked response.</summary>
    public Task BeginStreamAsync() =>
        SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");

    public Task SendChunkAsync(string text) => SendChunkAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendChunkAsync(ReadOnlyMemory<byte> bytes)
    {
        await SendAsync(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        await _stream.WriteAsync(bytes);
        await SendAsync("\r\n");
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    public Task EndStreamAsync() => SendAsync("0\r\n\r\n");

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Resets the connection, as a killed process does.</summary>
    public void Kill()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
            _socket.Close();
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The socket is closed already.
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task WatchAsync()
    {
        try
        {
            // The client sends nothing more, so this read ends when the client closes the connection.
            await _stream.ReadExactlyAsync(new byte[1]);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            _clientLeft.TrySetResult();
        }
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, byte[] buffer)
    {
        int count = await socket.ReceiveAsync(buffer);
        return count > 0 ? buffer[..count] : throw new IOException("The client closed the connection.");
    }

    private static int FindHead(List<byte> received)
    {
        for (int end = 4; end <= received.Count; end++)
        {
            if (received[end - 4] == '\r' && received[end - 3] == '\n' && received[end - 2] == '\r' && received[end - 1] == '\n')
            {
                return end;
            }
        }

        return -1;
    }

    private static int GetContentLength(string head)
    {
        const string Name = "Content-Length: ";
        int start = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? 0 : int.Parse(head.AsSpan(start + Name.Length, head.IndexOf('\r', start) - start - Name.Length), CultureInfo.InvariantCulture);
    }
}
