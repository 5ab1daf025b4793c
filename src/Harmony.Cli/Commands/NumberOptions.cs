using System.CommandLine;
using System.Globalization;

namespace Harmony.Cli.Commands;

/// <summary>Creates options whose values are numbers in a range.</summary>
internal static class NumberOptions
{
    /// <summary>Creates an option for a whole number.</summary>
    public static Option<int?> Whole(string name, string description, int least, int? defaultValue = null) => Create(
        name, description, "N", $"a whole number from {least}", defaultValue,
        word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least ? number : null);

    /// <summary>Creates an option for a number that may have a fraction.</summary>
    public static Option<double?> Fraction(string name, string description, string form, Func<double, bool> isIn, string helpName = "N", double? defaultValue = null) => Create(
        name, description, helpName, form, defaultValue,
        word => double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && isIn(number) ? number : null);

    private static Option<T?> Create<T>(string name, string description, string helpName, string form, T? defaultValue, Func<string, T?> read)
        where T : struct
    {
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = helpName,
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
        if (defaultValue is not null)
        {
            option.DefaultValueFactory = _ => defaultValue;
        }

        return option;
    }
}
