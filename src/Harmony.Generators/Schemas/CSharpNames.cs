using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Schemas;

/// <summary>Names in C# for things that JSON names.</summary>
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

    /// <summary>A namespace of a project, every part of which becomes a name that C# takes; null for the global one.</summary>
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

        return Emission.CSharpText.Identifier(part.ToString());
    }
}
