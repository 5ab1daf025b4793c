using System.CommandLine;
using System.Globalization;

namespace Harmony.Cli.Commands;

/// <summary>Options whose values are numbers in a range.</summary>
internal static class NumberOption
{
    /// <summary>A whole number.</summary>
    public static Option<int?> Whole(string name, string description, int least) => Create<int>(
        name, description, $"a whole number from {least}",
        word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least ? number : null);

    /// <summary>A number with a fraction.</summary>
    public static Option<double?> Fraction(string name, string description, string form, Func<double, bool> isIn) => Create<double>(
        name, description, form,
        word => double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && isIn(number) ? number : null);

    private static Option<T?> Create<T>(string name, string description, string form, Func<string, T?> read)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result =>
            {
                string word = result.Tokens[^1].Value;
                T? value = read(word);
                if (value is null)
                {
                    result.AddError($"'{word}' is not {form}.");
                }

                return value;
            },
        };
}
