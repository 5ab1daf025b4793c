using System.Globalization;
using Harmony.Generators.Diagnostics;
using Harmony.Generators.Json;
using Harmony.Generators.Model;
using Harmony.Generators.Text;
using Harmony.Grammar;
using Harmony.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Files;

/// <summary>Makes the model of a prompt of a conversation's file.</summary>
internal sealed class ConversationFileReader
{
    /// <summary>What the names of conversations' files end with.</summary>
    public const string Extensions = ".harmony.json";

    private readonly JsonFile _file;
    private readonly DiagnosticList _diagnostics = new();

    private ConversationFileReader(JsonFile file) => _file = file;

    public static FileResult<PromptSpec> Read(JsonFile file)
    {
        var reader = new ConversationFileReader(file);
        PromptSpec? spec = reader.Read();
        return new FileResult<PromptSpec>(file.Path, new([ClassNameOf(file.Path)]), reader._diagnostics.HasErrors ? null : spec, reader._diagnostics.ToEquatableArray());
    }

    private PromptSpec? Read()
    {
        if (_file.Text is null)
        {
            Report(ConversationFileDiagnostics.Unreadable, default);
            return null;
        }

        JsonFileOptions options = _file.Options;
        if (!options.TryGetDialect(out HarmonyDialect dialect))
        {
            ReportOption(options.Dialect, JsonFileOptions.DialectMetadata, typeof(HarmonyDialect));
        }

        if (!options.TryGetSchemaStyle(out SchemaStyle style))
        {
            ReportOption(options.SchemaStyle, JsonFileOptions.SchemaStyleMetadata, typeof(SchemaStyle));
        }

        var placeholders = new PlaceholderText();
        if (!TryReadMessages(_file.Text, placeholders, out IReadOnlyList<ConversationMessage> messages))
        {
            return null;
        }

        EquatableArray<PromptPiece> pieces = new PromptCompiler(placeholders, dialect, style).Compile(messages);
        int count = pieces.OfType<IdsPiece>().Sum(piece => piece.Ids.Count);
        if (count > TokenLimit.MaxTokens)
        {
            Report(ConversationFileDiagnostics.TooLarge, default, count.ToString(CultureInfo.InvariantCulture));
        }

        return Spec(placeholders, pieces);
    }

    private PromptSpec Spec(PlaceholderText placeholders, EquatableArray<PromptPiece> pieces)
    {
        string className = ClassNameOf(_file.Path);
        string? csharpNamespace = CSharpNames.Namespace(_file.Options.RootNamespace);
        var parameters = new NameScope("destination", "prompt");
        return new PromptSpec(
            Path.GetFileName(_file.Path),
            CSharpNames.HintName(csharpNamespace, className),
            csharpNamespace,
            className,
            placeholders.Names.Select(name => new PlaceholderSpec(name, parameters.Take(CSharpNames.Camel(name, "value")))).ToEquatableArray(),
            pieces);
    }

    private bool TryReadMessages(string text, PlaceholderText placeholders, out IReadOnlyList<ConversationMessage> messages)
    {
        messages = [];
        DiagnosticDescriptor descriptor = ConversationFileDiagnostics.InvalidJson;
        try
        {
            JsonNode root = JsonTextReader.Read(text, JsonDepth.Max);
            descriptor = ConversationFileDiagnostics.NoConversation;
            messages = new ConversationShapeReader(text, placeholders).Read(root);
            return true;
        }
        catch (JsonFormatException error)
        {
            Report(descriptor, error.Span, error.Message);
            return false;
        }
    }

    /// <summary>The name of the class that a file becomes.</summary>
    private static string ClassNameOf(string path)
    {
        string name = Path.GetFileName(path);
        return CSharpNames.Pascal(name.Substring(0, name.Length - Extensions.Length), "") + "Prompt";
    }

    private void ReportOption(string value, string metadata, Type options) =>
        Report(ConversationFileDiagnostics.InvalidOption, default, value, metadata, string.Join(", ", Enum.GetNames(options)));

    private void Report(DiagnosticDescriptor descriptor, TextSpan span, params string[] arguments) =>
        _diagnostics.Add(descriptor, _file.LocationOf(span), arguments);
}
