using System.Globalization;
using System.Text;

namespace Harmony.Generators.Text;

/// <summary>The names in JSON of what C# names.</summary>
internal static class JsonNames
{
    private const string AsyncSuffix = "Async";

    /// <summary>A method's name as a tool's: <c>GetWeatherAsync</c> → <c>get_weather</c>.</summary>
    public static string OfMethod(string name) => SnakeCase(
        name.Length > AsyncSuffix.Length && name.EndsWith(AsyncSuffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - AsyncSuffix.Length) : name);

    /// <summary>As System.Text.Json's camel case policy does it: <c>URLValue</c> → <c>urlValue</c>.</summary>
    public static string CamelCase(string name)
    {
        char[] letters = name.ToCharArray();
        for (int i = 0; i < letters.Length && char.IsUpper(letters[i]); i++)
        {
            // The last capital of several begins the next word.
            if (i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1]))
            {
                break;
            }

            letters[i] = char.ToLower(letters[i], CultureInfo.InvariantCulture);
        }

        return new string(letters);
    }

    /// <summary>Whether a model can call it: letters, digits, <c>_</c> and <c>-</c> of ASCII.</summary>
    public static bool IsCallable(string name) =>
        name.Length > 0 && name.All(character => character is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' or '-');

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (int i = 0; i < name.Length; i++)
        {
            char letter = name[i];
            bool beginsWord = char.IsUpper(letter)
                && i > 0
                && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            snake.Append(beginsWord ? "_" : "").Append(char.ToLower(letter, CultureInfo.InvariantCulture));
        }

        return snake.ToString();
    }
}
