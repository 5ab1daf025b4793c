using System.Buffers;
using System.Globalization;

namespace Harmony.Tools;

/// <summary>Durations in ISO 8601: <c>P1DT2H30M</c>. Years and months have no fixed length and are refused.</summary>
internal static class IsoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan value)
    {
        value = default;
        bool isNegative = text.StartsWith('-');
        text = isNegative ? text[1..] : text;
        if (!text.StartsWith('P') || text.Length < 3 || text[^1] == 'T')
        {
            return false;
        }

        decimal ticks = 0;
        bool isTime = false;
        long smallest = long.MaxValue;
        for (text = text[1..]; !text.IsEmpty;)
        {
            if (text[0] == 'T' && !isTime)
            {
                isTime = true;
                text = text[1..];
                continue;
            }

            // Units come from the largest to the smallest, each once.
            if (!TryReadPart(ref text, isTime, out decimal number, out long unit) || unit >= smallest)
            {
                return false;
            }

            smallest = unit;
            ticks += number * unit;
        }

        if (ticks > long.MaxValue)
        {
            return false;
        }

        value = TimeSpan.FromTicks(isNegative ? -(long)ticks : (long)ticks);
        return true;
    }

    private static bool TryReadPart(ref ReadOnlySpan<char> text, bool isTime, out decimal number, out long unit)
    {
        number = 0;
        int length = text.IndexOfAnyExcept(NumberCharacters);
        unit = length <= 0 ? 0 : (text[length], isTime) switch
        {
            ('W', false) => 7 * TimeSpan.TicksPerDay,
            ('D', false) => TimeSpan.TicksPerDay,
            ('H', true) => TimeSpan.TicksPerHour,
            ('M', true) => TimeSpan.TicksPerMinute,
            ('S', true) => TimeSpan.TicksPerSecond,
            _ => 0,
        };

        // Twelve digits are more than any duration has, and too few to overflow.
        if (unit == 0 || length > 12 || !decimal.TryParse(text[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        text = text[(length + 1)..];
        return true;
    }
}
