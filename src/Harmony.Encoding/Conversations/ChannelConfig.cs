namespace Harmony.Conversations;

/// <summary>The line of the system message that lists the channels.</summary>
public sealed record ChannelConfig
{
    /// <summary>Analysis, commentary and final; every message must have one.</summary>
    public static ChannelConfig Default { get; } = new()
    {
        ValidChannels = [Channels.Analysis, Channels.Commentary, Channels.Final],
        ChannelRequired = true,
    };

    /// <summary>The names of the channels. If there are none, the line is left out.</summary>
    public IReadOnlyList<string> ValidChannels { get; init => field = ValueList<string>.CopyOf(value); } = ValueList<string>.Empty;

    /// <summary>Whether every message must have a channel.</summary>
    public bool ChannelRequired { get; init; }
}
