using System.Net.Http.Headers;
using System.Runtime.CompilerServices;

namespace Harmony.Remote;

/// <summary>
/// One request to one replica: sends it, reads its answer event by event, and ends it at any point. For a single reader. A failure
/// is thrown as an <see cref="AttemptException"/>, after it has been recorded at the replica.
/// </summary>
internal sealed class RemoteAttempt : IAsyncDisposable
{
    private const int MaximumErrorBytes = 64 << 10;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly RemoteConnection _connection;
    private readonly IdleTimeout _idle;
    private HttpResponseMessage? _response;
    private ResponseBuffer? _buffer;
    private ServerSentEventReader? _events;
    private bool _hasEnded;

    public RemoteAttempt(RemoteConnection connection, Replica replica, CancellationToken cancelled)
    {
        _connection = connection;
        Replica = replica;
        _idle = new IdleTimeout(connection.Options.IdleTimeout, connection.Options.TimeProvider, cancelled);
    }

    public Replica Replica { get; }

    /// <summary>Sends the request and waits for the beginning of the response.</summary>
    public async Task OpenAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            using HttpRequestMessage message =
                _connection.CreateRequest(HttpMethod.Post, Replica, _connection.Options.Protocol.GeneratePath);
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = Json } };
            _idle.Start();
            _response = await _connection.Client
                .SendAsync(message, HttpCompletionOption.ResponseHeadersRead, _idle.Token).ConfigureAwait(false);
            if (_response.RequestMessage is { } last && last.Method != HttpMethod.Post)
            {
                // A caller's client follows redirects, and most kinds of them lose the request.
                throw AttemptException.Malformed(
                    $"redirected to {last.RequestUri} in a way that made the POST a {last.Method}: give the server's own address in RemoteEngineOptions.Replicas");
            }

            Stream stream = await _response.Content.ReadAsStreamAsync(_idle.Token).ConfigureAwait(false);
            _idle.Stop();
            _buffer = new ResponseBuffer(stream, _idle);
            _events = new ServerSentEventReader(_buffer);
            if (!_response.IsSuccessStatusCode)
            {
                throw await ReadRefusalAsync(_response).ConfigureAwait(false);
            }

            await CheckContentAsync(_response).ConfigureAwait(false);
        }
        catch (Exception failure) when (TransportFailure.Translate(failure, _idle) is { } known)
        {
            throw Record(known);
        }
    }

    /// <summary>Reads the next event. False at the end of the answer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReadAsync(AnswerEvent answer)
    {
        try
        {
            return _connection.Options.Stream
                ? await ReadEventAsync(answer).ConfigureAwait(false)
                : await ReadWholeAsync(answer).ConfigureAwait(false);
        }
        catch (Exception failure) when (TransportFailure.Translate(failure, _idle) is { } known)
        {
            throw Record(known);
        }
    }

    /// <summary>Reads the next event if it has arrived.</summary>
    public bool TryRead(AnswerEvent answer)
    {
        if (!_connection.Options.Stream || _hasEnded || !_events!.TryRead())
        {
            return false;
        }

        try
        {
            return Take(_events.Data, answer);
        }
        catch (Exception failure) when (TransportFailure.Translate(failure, _idle) is { } known)
        {
            throw Record(known);
        }
    }

    /// <summary>Records that the answer ended before it was complete.</summary>
    public AttemptException RecordTruncation() => Record(AttemptException.Truncated());

    /// <summary>Ends the request if it is still running, by closing its connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_buffer is { } buffer)
        {
            if (!_hasEnded)
            {
                await buffer.AbortAsync().ConfigureAwait(false);
            }

            buffer.Dispose();
        }

        _response?.Dispose();
        _idle.Dispose();
        Replica.End();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReadEventAsync(AnswerEvent answer)
    {
        if (_hasEnded)
        {
            return false;
        }

        if (await _events!.ReadAsync().ConfigureAwait(false))
        {
            return Take(_events.Data, answer);
        }

        _hasEnded = true;
        return false;
    }

    private async ValueTask<bool> ReadWholeAsync(AnswerEvent answer)
    {
        if (_hasEnded)
        {
            return false;
        }

        while (await _buffer!.FillAsync().ConfigureAwait(false))
        {
            // All of it must have arrived before any of it is read.
        }

        _hasEnded = true;
        return Take(_buffer.Unread, answer);
    }

    private bool Take(ReadOnlySpan<byte> data, AnswerEvent answer)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            _hasEnded = true;
            return false;
        }

        answer.Clear();
        _connection.Options.Protocol.ReadAnswer(data, answer);
        return answer.Error is { } error ? throw AttemptException.From(error) : true;
    }

    private async ValueTask<AttemptException> ReadRefusalAsync(HttpResponseMessage response)
    {
        while (_buffer!.Unread.Length < MaximumErrorBytes && await _buffer.FillAsync().ConfigureAwait(false))
        {
            // Only its message is needed.
        }

        return AttemptException.From(
            ServerError.Read(response, _buffer.Unread),
            _connection.Delays.GetRetryAfter(response.Headers.RetryAfter));
    }

    private async ValueTask CheckContentAsync(HttpResponseMessage response)
    {
        if (ResponseContent.IsExpected(response, _connection.Options.Stream))
        {
            return;
        }

        // Its beginning tells what it is; the rest may take any time.
        await _buffer!.FillAsync().ConfigureAwait(false);
        ResponseContent.Check(response, _connection.Options.Stream, _buffer.Unread);
    }

    private AttemptException Record(AttemptException failure)
    {
        if (failure.ReplicaFailed)
        {
            Replica.RecordFailure(failure.Message);
        }
        else if (failure.RetryAfter is { } wait)
        {
            Replica.MarkBusy(wait);
        }

        return failure;
    }
}
