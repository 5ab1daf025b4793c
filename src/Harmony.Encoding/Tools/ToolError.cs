using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Json;

namespace Harmony.Tools;

/// <summary>Writes the problems of a call, as JSON for the model to read.</summary>
internal static class ToolError
{
    /// <summary>The maximum number of characters that are quoted from a wrong value.</summary>
    private const int MaxQuoted = 60;

    public static void WriteUnknown(ReadOnlySpan<char> name, ToolNamespace tools, IBufferWriter<byte> result)
    {
        Utf8JsonWriter json = ToolResult.BeginJson(result);
        WriteError(json, $"Unknown tool '{Shortened(name)}'.");
        json.WriteStartArray("tools"u8);
        for (int i = 0; i < tools.Tools.Count; i++)
        {
            json.WriteStringValue($"{tools.Name}.{tools.Tools[i].Name}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
        ToolResult.EndJson(json);
    }

    public static void WriteMalformed(string tool, string message, IBufferWriter<byte> result)
    {
        Utf8JsonWriter json = ToolResult.BeginJson(result);
        WriteError(json, $"The arguments of '{tool}' are not valid JSON: {message}");
        json.WriteEndObject();
        ToolResult.EndJson(json);
    }

    public static void WriteProblems(string tool, ReadOnlySpan<byte> arguments, List<ArgumentProblem> problems, IBufferWriter<byte> result)
    {
        Utf8JsonWriter json = ToolResult.BeginJson(result);
        WriteError(json, $"The arguments of '{tool}' are invalid.");
        json.WriteStartArray("problems"u8);
        foreach (ArgumentProblem problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("argument"u8, PathOf(problem, arguments));
            json.WriteString("expected"u8, problem.Expected);
            json.WriteString("found"u8, problem.Missing is null ? Describe(arguments[problem.Offset..]) : "nothing");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        ToolResult.EndJson(json);
    }

    private static void WriteError(Utf8JsonWriter json, string message)
    {
        json.WriteStartObject();
        json.WriteString("error"u8, message);
    }

    private static string PathOf(in ArgumentProblem problem, ReadOnlySpan<byte> arguments)
    {
        string path = JsonLocation.PathTo(arguments, problem.Offset);
        return problem.Missing is null ? path : path.Length == 0 ? problem.Missing : $"{path}.{problem.Missing}";
    }

    /// <summary>Describes the value at the beginning of a text. The value has been read before, so that reading it again cannot fail.</summary>
    private static string Describe(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, isFinalBlock: false, state: default);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.String => $"the string '{Shortened(reader.GetString())}'",
            JsonTokenType.Null => "null",
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => $"the number {Shortened(Encoding.UTF8.GetString(reader.ValueSpan))}",
        };
    }

    private static string Shortened(ReadOnlySpan<char> text)
    {
        if (text.Length <= MaxQuoted)
        {
            return text.ToString();
        }

        int length = char.IsHighSurrogate(text[MaxQuoted - 1]) ? MaxQuoted - 1 : MaxQuoted;
        return $"{text[..length]}…";
    }
}
