using Harmony.Tools;

namespace Consumer;

/// <summary>Tools from attributes.</summary>
[HarmonyTools]
public sealed partial class ClockTools
{
    /// <summary>Adds to a time of day.</summary>
    /// <param name="time">The time.</param>
    /// <param name="minutes">How many minutes.</param>
    /// <param name="wraps">Whether it goes on after midnight.</param>
    /// <param name="label">What it is for.</param>
    /// <param name="factor">How often.</param>
    [HarmonyTool]
    public static string Add(TimeOnly time, int minutes, bool wraps = true, string? label = null, double factor = 1.5) =>
        $"{label}{time.AddMinutes(minutes * factor):HH:mm}{(wraps ? "" : "!")}";
}

/// <summary>Tools from a file.</summary>
internal sealed class Mailbox : IMailTools
{
    public ValueTask<string> SendMailAsync(MailTools.SendMailArguments arguments, CancellationToken cancellationToken) =>
        ValueTask.FromResult($"{arguments.Subject} to {string.Join(",", arguments.To)}, {arguments.Priority}, {arguments.Copies ?? 0}");
}
