namespace Harmony.Remote;

/// <summary>How one server of a <see cref="RemoteEngine"/> was doing when it was asked for.</summary>
/// <param name="Address">Its base address.</param>
/// <param name="IsAvailable">Whether it is given requests: it has not failed of late, and has not asked for a pause.</param>
/// <param name="Requests">Requests of this engine that it is working on.</param>
/// <param name="ConsecutiveFailures">How often it has failed since it last succeeded, health checks included.</param>
/// <param name="LastFailure">What the last of these failures was; null after a success.</param>
public sealed record RemoteReplicaStatus(
    Uri Address, bool IsAvailable, int Requests, int ConsecutiveFailures, string? LastFailure);
