using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Harmony.Testing;

/// <summary>A server of HTTP/1.1 on a socket of its own, so that a response can be cut anywhere. One request to a connection.</summary>
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

    /// <summary>All requests that came, in their order.</summary>
    public ConcurrentQueue<ServerExchange> Exchanges { get; } = new();

    /// <summary>The requests to generate.</summary>
    public IReadOnlyList<ServerExchange> Posts => [.. Exchanges.Where(exchange => exchange.Method == "POST")];

    /// <summary>A server that answers every request to generate as the recording has it, and every other with 200.</summary>
    public static LoopbackServer Replaying(string name)
    {
        var recording = Recording.Load(name);
        return new LoopbackServer(exchange => exchange.Method == "POST"
            ? exchange.ReplayAsync(recording)
            : exchange.RespondAsync(200, "text/plain", []));
    }

    /// <summary>An address where nobody listens.</summary>
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
            // The server was disposed of.
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

                // Closing with a read under way would be a reset, and the client would lose what it has not read yet.
                socket.Shutdown(SocketShutdown.Send);
                await exchange.ClientLeft;
            }
            catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
            {
                // The client went away, or the test killed the connection.
            }
        }
    }
}

/// <summary>One request, and what answers it.</summary>
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

    /// <summary>Done when the client has closed the connection.</summary>
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

    /// <summary>A response whose length is told.</summary>
    public async Task RespondAsync(int status, string contentType, byte[] body, string moreHeaders = "")
    {
        await SendAsync($"HTTP/1.1 {status} x\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{moreHeaders}\r\n");
        await _stream.WriteAsync(body);
    }

    public Task RespondAsync(int status, string json, string moreHeaders = "") =>
        RespondAsync(status, "application/json", Encoding.UTF8.GetBytes(json), moreHeaders);

    /// <summary>The recorded response: a stream in one chunk an event, as it was.</summary>
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

    /// <summary>The head of a stream in chunks.</summary>
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

    /// <summary>Ends the connection with a reset, as a process does that is killed.</summary>
    public void Kill()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);
            _socket.Close();
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // It is closed.
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task WatchAsync()
    {
        try
        {
            // A client sends nothing more: what comes is its end.
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
