using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>Writes the class of a prompt.</summary>
internal static class PromptEmitter
{
    public static string Emit(PromptSpec spec)
    {
        var writer = new SourceWriter();
        GeneratedFile.WriteHeader(writer, spec.CSharpNamespace);
        writer.WriteLine($"/// <summary>The conversation of <c>{CSharpText.Documentation(spec.FileName)}</c>, as ids that were computed at compile time.</summary>");
        writer.Open($"public static class {spec.ClassName}");
        if (spec.Placeholders.Count == 0)
        {
            WriteIds(writer, spec);
        }
        else
        {
            WriteMethod(writer, spec);
            WriteTables(writer, spec);
        }

        writer.Close();
        return writer.ToString();
    }

    /// <summary>Without placeholders it is one table.</summary>
    private static void WriteIds(SourceWriter writer, PromptSpec spec)
    {
        writer.WriteLine("/// <summary>The ids of the conversation.</summary>");
        writer.WriteLine("public static global::System.ReadOnlySpan<int> Ids =>");
        IdsText.WriteCollection(writer, [.. spec.Pieces.Cast<IdsPiece>().SelectMany(piece => piece.Ids)], ";");
    }

    private static void WriteMethod(SourceWriter writer, PromptSpec spec)
    {
        writer.WriteLine("/// <summary>Writes the ids of the conversation. Thread-safe, and allocates nothing.</summary>");
        writer.WriteLine("/// <param name=\"destination\">The destination of the ids.</param>");
        foreach (PlaceholderSpec placeholder in spec.Placeholders)
        {
            writer.WriteLine($"/// <param name=\"{placeholder.Identifier}\">The value of <c>{{{{{placeholder.Name}}}}}</c>: plain text, in which the names of special tokens stay text.</param>");
        }

        string parameters = string.Join(", ", spec.Placeholders.Select(placeholder => $"global::System.ReadOnlySpan<char> {CSharpNames.Identifier(placeholder.Identifier)}"));
        writer.Open($"public static void Write(global::System.Buffers.IBufferWriter<int> destination, {parameters})");
        writer.WriteLine("var prompt = new global::Harmony.Rendering.PromptWriter(destination);");
        int table = 0;
        foreach (PromptPiece piece in spec.Pieces)
        {
            if (piece is TextPiece text)
            {
                WriteText(writer, spec, text);
            }
            else
            {
                writer.WriteLine($"prompt.Add({TableName(table++)});");
            }
        }

        writer.WriteLine("prompt.Complete();");
        writer.Close();
    }

    private static void WriteText(SourceWriter writer, PromptSpec spec, TextPiece text)
    {
        for (int i = 0; i < text.Items.Count; i++)
        {
            if (i % 2 == 1)
            {
                PlaceholderSpec placeholder = spec.Placeholders.First(placeholder => placeholder.Name == text.Items[i]);
                writer.WriteLine($"prompt.Append({CSharpNames.Identifier(placeholder.Identifier)});");
            }
            else if (text.Items[i].Length > 0)
            {
                writer.WriteLine($"prompt.Append({CSharpText.Utf8Literal(text.Items[i])});");
            }
        }

        writer.WriteLine("prompt.End();");
    }

    private static void WriteTables(SourceWriter writer, PromptSpec spec)
    {
        int table = 0;
        foreach (IdsPiece piece in spec.Pieces.OfType<IdsPiece>())
        {
            writer.WriteLine();
            writer.WriteLine($"private static global::System.ReadOnlySpan<int> {TableName(table++)} =>");
            IdsText.WriteCollection(writer, piece.Ids, ";");
        }
    }

    private static string TableName(int number) => $"Ids{number + 1}";
}
