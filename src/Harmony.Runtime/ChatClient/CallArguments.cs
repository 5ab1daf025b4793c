using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>Converts the arguments of calls and the results of functions between .NET values and the model's text.</summary>
internal static class CallArguments
{
    /// <summary>The abstractions' options, without indentation: every space is part of a prompt.</summary>
    private static readonly JsonSerializerOptions Options = new(AIJsonUtilities.DefaultOptions)
    {
        WriteIndented = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the arguments that a model wrote. White space alone is an empty object.</summary>
    /// <exception cref="JsonException">The arguments are not a JSON object.</exception>
    public static Dictionary<string, object?> Parse(string text)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (text.AsSpan().IsWhiteSpace())
        {
            return arguments;
        }

        JsonElement root = JsonElement.Parse(text);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"The arguments of a call have to be a JSON object: these are {root.ValueKind}.");
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            arguments[property.Name] = property.Value.ValueKind == JsonValueKind.Null ? null : property.Value;
        }

        return arguments;
    }

    /// <summary>Writes the arguments as a JSON object in UTF-8.</summary>
    /// <exception cref="NotSupportedException">The abstractions' options cannot serialize a value.</exception>
    public static byte[] ToUtf8(IEnumerable<KeyValuePair<string, object?>>? arguments)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            foreach ((string name, object? value) in arguments ?? [])
            {
                json.WritePropertyName(name);
                Serialize(json, value);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Gets whether the arguments are those that were read from a text.</summary>
    public static bool Say(IDictionary<string, object?>? arguments, string text)
    {
        try
        {
            Dictionary<string, object?> parsed = Parse(text);
            if (arguments is null || arguments.Count != parsed.Count)
            {
                return false;
            }

            foreach ((string name, object? value) in parsed)
            {
                if (!arguments.TryGetValue(name, out object? other) || !AreSame(value, other))
                {
                    return false;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            // A text that cannot be read has no arguments.
            return arguments is null;
        }
    }

    /// <summary>Gets the text of a function's result for a prompt.</summary>
    /// <exception cref="NotSupportedException">The abstractions' options cannot serialize the result, or it is a content other than
    /// text.</exception>
    public static string ResultText(FunctionResultContent content) => content.Result switch
    {
        null => content.Exception is { } exception ? $"Error: {exception.Message}" : "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Undefined } => "",
        AIContent one => Join([one]),
        IEnumerable<AIContent> contents => Join(contents),
        { } value => Serialize(value),
    };

    private static bool AreSame(object? value, object? other) =>
        ReferenceEquals(value, other) || (value is JsonElement a && other is JsonElement b && JsonElement.DeepEquals(a, b));

    private static string Serialize(object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            Serialize(json, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Serialize(Utf8JsonWriter json, object? value)
    {
        try
        {
            JsonSerializer.Serialize(json, value, Options.GetTypeInfo(typeof(object)));
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException)
        {
            // A number that JSON has no form for, or an object that contains itself.
            throw new NotSupportedException(exception.Message, exception);
        }
    }

    private static string Join(IEnumerable<AIContent> contents)
    {
        var joined = new StringBuilder();
        foreach (AIContent content in contents)
        {
            joined.Append(joined.Length > 0 ? "\n" : "").Append(content is TextContent text
                ? text.Text
                : throw new NotSupportedException($"it has a {content.GetType().Name}, and a prompt has text alone"));
        }

        return joined.ToString();
    }
}
