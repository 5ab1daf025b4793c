using System.Text.Json.Serialization;
using Harmony.Tools;

namespace Weather;

/// <summary>What the model may call. The numbers are made up; that they come from methods like these is the point.</summary>
[HarmonyTools]
public sealed partial class WeatherTools(TimeProvider clock)
{
    private readonly List<StormReport> _reports = [];

    /// <summary>The storms that were reported so far.</summary>
    public IReadOnlyList<StormReport> Reports => _reports;

    /// <summary>Gets the current weather in a place.</summary>
    /// <param name="location">The city and the country, e.g. Tokyo, Japan.</param>
    /// <param name="unit">The unit of the temperature.</param>
    [HarmonyTool]
    public CurrentWeather GetCurrentWeather(string location, TemperatureUnit unit = TemperatureUnit.Celsius) =>
        new(location, In(unit, 21.5), unit, clock.GetUtcNow());

    /// <summary>Gets the forecast for some days.</summary>
    /// <param name="location">The city and the country.</param>
    /// <param name="from">The first day.</param>
    /// <param name="days">How many days, at most 14.</param>
    /// <param name="hours">The hours of each day that matter, 0 to 23; all if left out.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    [HarmonyTool]
    public static async Task<IReadOnlyList<DayForecast>> GetForecastAsync(
        string location, DateOnly from, int days = 3, int[]? hours = null, CancellationToken cancellationToken = default)
    {
        await Task.Delay(1, cancellationToken);
        double middle = hours is { Length: > 0 } ? hours.Average() : 12;
        return [.. Enumerable.Range(0, Math.Clamp(days, 0, 14)).Select(day =>
            new DayForecast(from.AddDays(day), Lowest: 10 + day, Highest: 15 + day + (middle / 4), Rain: day % 2 == 1))];
    }

    /// <summary>Finds the weather stations near a point.</summary>
    /// <param name="latitude">Degrees north, -90 to 90.</param>
    /// <param name="longitude">Degrees east, -180 to 180.</param>
    /// <param name="radius">How far away they may be, in kilometres.</param>
    /// <param name="onlyActive">Whether those that are out of order are left out.</param>
    [HarmonyTool(Name = "find_stations")]
    public static string[] FindStations(double latitude, double longitude, double radius = 25.5, bool onlyActive = true) =>
        radius < 1 ? [] : [$"station {latitude:F0}/{longitude:F0}", .. onlyActive ? Array.Empty<string>() : ["station 0 (out of order)"]];

    /// <summary>Reports a storm, for others to be warned.</summary>
    /// <param name="report">What was seen.</param>
    [HarmonyTool]
    public string ReportStorm(StormReport report)
    {
        _reports.Add(report);
        return $"Thank you. This is report number {_reports.Count}.";
    }

    private static double In(TemperatureUnit unit, double celsius) =>
        unit == TemperatureUnit.Celsius ? celsius : (celsius * 9 / 5) + 32;
}

/// <summary>A unit of temperatures.</summary>
public enum TemperatureUnit
{
    /// <summary>Degrees Celsius.</summary>
    [JsonStringEnumMemberName("celsius")]
    Celsius,

    /// <summary>Degrees Fahrenheit.</summary>
    [JsonStringEnumMemberName("fahrenheit")]
    Fahrenheit,
}

/// <summary>The weather in a place.</summary>
public sealed record CurrentWeather(string Location, double Temperature, TemperatureUnit Unit, DateTimeOffset MeasuredAt);

/// <summary>A day's forecast, in degrees Celsius.</summary>
public sealed record DayForecast(DateOnly Day, double Lowest, double Highest, bool Rain);

/// <summary>A storm that somebody has seen.</summary>
/// <param name="Place">Where it was seen.</param>
/// <param name="SeenAt">When it was seen.</param>
/// <param name="Severity">How bad it was, 1 to 5.</param>
/// <param name="Damages">What was damaged, one by one.</param>
/// <param name="Gusts">Wind speeds in km/h, by the place where they were measured.</param>
public sealed record StormReport(
    string Place,
    DateTimeOffset SeenAt,
    int Severity,
    IReadOnlyList<Damage>? Damages = null,
    IReadOnlyDictionary<string, double>? Gusts = null);

/// <summary>Something that a storm has damaged.</summary>
/// <param name="What">What it is.</param>
/// <param name="Cost">About how much it costs to repair, in euros.</param>
public sealed record Damage(string What, decimal? Cost = null);
