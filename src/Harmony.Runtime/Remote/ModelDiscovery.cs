using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>Asks the servers for what the options do not say of the model.</summary>
internal static class ModelDiscovery
{
    /// <summary>Describes the engine, with requests to the servers if necessary.</summary>
    /// <exception cref="EngineException">No server answers, or none has the model.</exception>
    public static async Task<EngineDescription> DescribeAsync(RemoteConnection connection, CancellationToken cancellationToken)
    {
        RemoteEngineOptions options = connection.Options;
        if (options is { Model: { } name, ContextLength: { } length })
        {
            return Describe(options, name, length);
        }

        ServedModel model = await AskAsync(connection, cancellationToken).ConfigureAwait(false);
        if (model.Name is null)
        {
            throw new EngineException(
                EngineError.NotFound,
                options.Model is null ? "The server lists no model." : $"The server does not have {options.Model}. It has: {string.Join(", ", model.Names)}.");
        }

        return Describe(
            options,
            model.Name,
            options.ContextLength ?? model.ContextLength ?? throw new EngineException(
                EngineError.NotFound, $"The server does not report the context length of {model.Name}: set RemoteEngineOptions.ContextLength."));
    }

    private static async Task<ServedModel> AskAsync(RemoteConnection connection, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        AttemptException? last = null;
        for (int index = 0; index < connection.Options.Replicas.Count; index++)
        {
            Replica replica = connection.Router.Replicas[index];
            using var idle = new IdleTimeout(connection.Options.IdleTimeout, connection.Options.TimeProvider, cancellationToken);
            try
            {
                idle.Start();
                return await AskAsync(connection, replica, idle).ConfigureAwait(false);
            }
            catch (Exception failure) when (TransportFailure.Translate(failure, idle) is { } known)
            {
                last = known;
                failures.Add($"{replica.Address} {known.Message.TrimEnd('.')}.");
            }
        }

        throw new EngineException(last!.Error, string.Join(' ', failures), last);
    }

    private static async Task<ServedModel> AskAsync(RemoteConnection connection, Replica replica, IdleTimeout idle)
    {
        ServerProtocol protocol = connection.Options.Protocol;
        using HttpRequestMessage message = connection.CreateRequest(HttpMethod.Get, replica, protocol.ModelPath);
        using HttpResponseMessage response = await connection.Client.SendAsync(message, idle.Token).ConfigureAwait(false);
        byte[] body = await response.Content.ReadAsByteArrayAsync(idle.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw AttemptException.From(ServerError.Read(response, body));
        }

        ResponseContent.Check(response, isStream: false, body);
        ServedModel model = protocol.ReadModel(body, connection.Options.Model);
        return connection.Options.ContextLength is null && model.ContextLength < 1
            ? throw AttemptException.Malformed(
                $"reports a context length of {model.ContextLength} for {model.Name}: set RemoteEngineOptions.ContextLength")
            : model;
    }

    private static EngineDescription Describe(RemoteEngineOptions options, string model, int contextLength) =>
        new(options.Protocol.Server, model, string.Join(", ", options.Replicas))
        {
            ContextLength = contextLength,
            Features = options.UsesLlguidance ? options.Protocol.Features | EngineFeatures.Lark : options.Protocol.Features,
        };
}
