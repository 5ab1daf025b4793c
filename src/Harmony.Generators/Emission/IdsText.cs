using System.Globalization;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>Ids as C# writes them.</summary>
internal static class IdsText
{
    private const int IdsPerLine = 16;

    /// <summary>Writes a collection expression on lines of its own.</summary>
    /// <param name="writer">The destination.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="suffix">The text after the closing bracket.</param>
    public static void WriteCollection(SourceWriter writer, IReadOnlyList<int> ids, string suffix)
    {
        writer.WriteLine("[");
        writer.Indent();
        for (int start = 0; start < ids.Count; start += IdsPerLine)
        {
            IEnumerable<string> line = ids.Skip(start).Take(IdsPerLine).Select(id => id.ToString(CultureInfo.InvariantCulture));
            writer.WriteLine(string.Join(", ", line) + ",");
        }

        writer.Unindent();
        writer.WriteLine("]" + suffix);
    }
}
