using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Text;

/// <summary>Names in C# for what other languages name.</summary>
internal static class CSharpNames
{
    /// <summary>A name in Pascal case: <c>get_current-weather</c> → <c>GetCurrentWeather</c>.</summary>
    /// <param name="name">The name. Letters and digits stay, all else separates words.</param>
    /// <param name="fallback">The name where nothing of it stays.</param>
    public static string Pascal(string name, string fallback)
    {
        var pascal = new StringBuilder(name.Length);
        bool beginsWord = true;
        foreach (char character in name)
        {
            if (!char.IsLetter(character) && !char.IsDigit(character))
            {
                beginsWord = true;
                continue;
            }

            if (pascal.Length == 0 && char.IsDigit(character))
            {
                pascal.Append('_');
            }

            pascal.Append(beginsWord ? char.ToUpper(character, CultureInfo.InvariantCulture) : character);
            beginsWord = false;
        }

        return pascal.Length == 0 ? fallback : pascal.ToString();
    }

    /// <summary>A name in Pascal case, of which something stays.</summary>
    public static string Pascal(string name) => Pascal(name, "");

    /// <summary>A name in camel case: <c>get_current-weather</c> → <c>getCurrentWeather</c>.</summary>
    /// <inheritdoc cref="Pascal(string, string)" path="/param"/>
    public static string Camel(string name, string fallback) => Uncapitalized(Pascal(name, fallback));

    /// <summary>A name in camel case, of which something stays.</summary>
    public static string Camel(string name) => Camel(name, "");

    /// <summary>A name that begins with a capital letter, for a name that contains it.</summary>
    public static string Capitalized(string name) =>
        name.Length == 0 ? name : char.ToUpper(name[0], CultureInfo.InvariantCulture) + name.Substring(1);

    /// <summary>A name that begins with a small letter, for a variable.</summary>
    public static string Uncapitalized(string name) =>
        name.Length == 0 ? name : char.ToLower(name[0], CultureInfo.InvariantCulture) + name.Substring(1);

    /// <summary>A name, marked if it is a keyword.</summary>
    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A namespace of a project, every part of which becomes a valid name; null for the global namespace.</summary>
    public static string? Namespace(string? rootNamespace) =>
        string.IsNullOrWhiteSpace(rootNamespace) ? null : string.Join(".", rootNamespace!.Split('.').Select(Part));

    /// <summary>The name of the file that is generated for a class; a file's name cannot mark keywords.</summary>
    public static string HintName(string? csharpNamespace, string name) =>
        $"{(csharpNamespace is null ? "" : csharpNamespace.Replace("@", "") + ".")}{name}.g.cs";

    private static string Part(string name)
    {
        var part = new StringBuilder(name.Length + 1);
        foreach (char character in name)
        {
            part.Append(SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_');
        }

        if (part.Length == 0 || !SyntaxFacts.IsIdentifierStartCharacter(part[0]))
        {
            part.Insert(0, '_');
        }

        return Identifier(part.ToString());
    }
}
