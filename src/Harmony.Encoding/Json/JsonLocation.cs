using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Harmony.Json;

/// <summary>
/// Finds the place of an error in a JSON text. Only an error pays for that: reading does not track the place.
/// </summary>
internal static class JsonLocation
{
    private const int MaxPathDepth = 64;

    /// <summary>The beginning of a longer key is enough to recognize it.</summary>
    private const int MaxKeyLength = 100;

    /// <summary>Creates an error whose message begins with the place: <c>messages[3].content: … (line 2, column 15)</c>.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="json">The JSON text.</param>
    /// <param name="offset">The offset of the error.</param>
    /// <param name="inner">The original exception, or null.</param>
    public static JsonException Error(string message, ReadOnlySpan<byte> json, long offset, Exception? inner = null)
    {
        ReadOnlySpan<byte> before = json[..(int)Math.Min(offset, json.Length)];
        int line = before.Count((byte)'\n');
        int column = before.Length - (before.LastIndexOf((byte)'\n') + 1);
        string path = PathTo(json, offset);
        string place = string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, column {column + 1}");
        string text = path.Length == 0 ? $"{message} ({place})" : $"{path}: {message} ({place})";
        return new JsonException(text, path, line, column, inner);
    }

    /// <summary>The message of a reader's error, without the place that the reader appends to it.</summary>
    public static string MessageOf(JsonException error)
    {
        int end = error.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? error.Message : error.Message[..end];
    }

    /// <summary>The path of the value at an offset, such as <c>messages[3].content</c>.</summary>
    public static string PathTo(ReadOnlySpan<byte> json, long offset)
    {
        var levels = new Stack<(string? Key, int Index)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read() && reader.TokenStartIndex <= offset)
            {
                Follow(ref reader, levels, offset);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The error is here: the path so far is the answer.
        }

        return Format(levels);
    }

    private static void Follow(ref Utf8JsonReader reader, Stack<(string? Key, int Index)> levels, long offset)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                levels.Pop();
                levels.Push((KeyAt(reader), -1));
                return;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                levels.Pop();
                return;
        }

        // A value. In an array, it is the next item.
        if (levels.TryPeek(out (string? Key, int Index) level) && level.Key is null)
        {
            levels.Pop();
            levels.Push((null, level.Index + 1));
        }

        // A container is part of the path only for errors inside it, not for errors at its own beginning.
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.TokenStartIndex < offset)
        {
            levels.Push(reader.TokenType == JsonTokenType.StartObject ? ("", -1) : (null, -1));
        }
    }

    /// <summary>The current key. If it is not text, its escaped form is used, so that the path can continue after it.</summary>
    private static string KeyAt(in Utf8JsonReader reader)
    {
        string key = reader.ValueIsEscaped && JsonText.HasLoneSurrogate(reader.ValueSpan) ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;
        return key.Length <= MaxKeyLength ? key
            : key[..(char.IsHighSurrogate(key[MaxKeyLength - 1]) ? MaxKeyLength - 1 : MaxKeyLength)] + "…";
    }

    private static string Format(Stack<(string? Key, int Index)> levels)
    {
        var path = new StringBuilder();
        (string? Key, int Index)[] fromInside = levels.ToArray();
        for (int i = fromInside.Length - 1; i >= 0; i--)
        {
            if (fromInside.Length - i > MaxPathDepth)
            {
                return path.Append('…').ToString();
            }

            (string? key, int index) = fromInside[i];
            if (key is null)
            {
                path.Append(index < 0 ? "" : $"[{index}]");
            }
            else if (key.Length > 0)
            {
                path.Append(path.Length == 0 ? "" : ".").Append(key);
            }
        }

        return path.ToString();
    }
}
