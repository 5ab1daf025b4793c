using System.Globalization;
using Harmony.Vocabulary;

namespace Harmony.VocabularyBuilder;

/// <summary>Reads unicode16-classes.txt. Each line is a range, "CATEGORY FIRST LAST", with code points in hexadecimal.</summary>
internal static class ClassFile
{
    /// <summary>The <see cref="CharacterClass"/> of every code point.</summary>
    public static byte[] Read(string path)
    {
        byte[] classes = new byte[0x110000];
        Array.Fill(classes, (byte)CharacterClasses.Other);
        foreach (string line in File.ReadLines(path))
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] fields = line.Split(' ');
            int first = int.Parse(fields[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int last = int.Parse(fields[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Array.Fill(classes, (byte)ClassOf(fields[0], path), first, last - first + 1);
        }

        classes['\r'] = (byte)CharacterClasses.LineBreak;
        classes['\n'] = (byte)CharacterClasses.LineBreak;
        return classes;
    }

    private static CharacterClass ClassOf(string category, string path) => category switch
    {
        "Lu" or "Lt" => CharacterClasses.Upper,
        "Ll" => CharacterClasses.Lower,
        "Lm" or "Lo" => CharacterClasses.Caseless,
        "M" => CharacterClasses.Mark,
        "N" => CharacterClasses.Number,
        "White_Space" => CharacterClasses.Space,
        _ => throw new InvalidDataException($"{path} has an unknown category: {category}."),
    };
}
