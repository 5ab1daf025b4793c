using Harmony.Tools;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>What the tests' model may call, compiled: the weather and the time of some cities.</summary>
[HarmonyTools]
public sealed partial class TravelTools
{
    private readonly List<string> _calls = [];

    /// <summary>The cities that were asked for, in order.</summary>
    public IReadOnlyList<string> Calls => _calls;

    /// <summary>Gets the current weather in the provided location.</summary>
    /// <param name="location">The city and state, e.g. San Francisco, CA</param>
    [HarmonyTool]
    public Weather GetCurrentWeather(string location)
    {
        _calls.Add(location);
        return location.Length % 2 == 0 ? new(17, "foggy") : new(31, "windy");
    }

    /// <summary>Gets the current time in a city.</summary>
    [HarmonyTool]
    public async Task<CityTime> GetTimeAsync(string city, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        _calls.Add(city);
        return new("09:45");
    }

    public sealed record Weather(int Temperature, string Condition);

    public sealed record CityTime(string Time);
}

/// <summary>A namespace of another name.</summary>
[HarmonyTools("notes")]
public sealed partial class NoteTools
{
    /// <summary>Keeps a text.</summary>
    [HarmonyTool]
    public static string Keep(string text) => $"kept: {text}";
}
