namespace Harmony.Remote;

/// <summary>The state of one server of a <see cref="RemoteEngine"/> at the time of the call.</summary>
/// <param name="Address">The base address.</param>
/// <param name="IsAvailable">Whether it gets requests: it has not failed recently, and has not asked for a pause.</param>
/// <param name="Requests">The number of running requests of this engine.</param>
/// <param name="ConsecutiveFailures">The number of failures since the last success, health checks included.</param>
/// <param name="LastFailure">The last of these failures, or null after a success.</param>
public sealed record RemoteReplicaStatus(
    Uri Address, bool IsAvailable, int Requests, int ConsecutiveFailures, string? LastFailure);
