using System.Globalization;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Tools;

public ref partial struct ToolArgumentReader
{
    /// <summary>The longest date or time, with a margin. A longer text is refused.</summary>
    private const int MaxTimeLength = 64;

    private static readonly string[] TimeFormats = ["HH:mm:ss", "HH:mm", "HH:mm:ss.FFFFFFF"];

    /// <summary>Reads a boolean.</summary>
    public bool ReadBoolean()
    {
        if (_reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return _reader.GetBoolean();
        }

        Refuse("true or false");
        return default;
    }

    /// <summary>Reads a string.</summary>
    public string ReadString()
    {
        if (IsText)
        {
            return _reader.GetString()!;
        }

        Refuse("a string");
        return "";
    }

    /// <summary>Whether the value is a given string.</summary>
    /// <param name="utf8Text">The string, in UTF-8.</param>
    public readonly bool TextIs(ReadOnlySpan<byte> utf8Text) => IsText && _reader.ValueTextEquals(utf8Text);

    /// <summary>Reads a string of one UTF-16 unit.</summary>
    public char ReadChar()
    {
        Span<char> text = stackalloc char[MaxTimeLength];
        if (TryCopyText(ref text) && text.Length == 1)
        {
            return text[0];
        }

        Refuse("a string of one character");
        return default;
    }

    /// <summary>Reads a date and time in ISO 8601.</summary>
    public DateTime ReadDateTime()
    {
        if (IsText && _reader.TryGetDateTime(out DateTime value))
        {
            return value;
        }

        Refuse("a date and time such as '2025-01-31T13:45:00'");
        return default;
    }

    /// <summary>Reads a date and time with an offset, in ISO 8601.</summary>
    public DateTimeOffset ReadDateTimeOffset()
    {
        if (IsText && _reader.TryGetDateTimeOffset(out DateTimeOffset value))
        {
            return value;
        }

        Refuse("a date and time such as '2025-01-31T13:45:00+01:00'");
        return default;
    }

    /// <summary>Reads a date.</summary>
    public DateOnly ReadDateOnly()
    {
        Span<char> text = stackalloc char[MaxTimeLength];
        if (TryCopyText(ref text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly value))
        {
            return value;
        }

        Refuse("a date such as '2025-01-31'");
        return default;
    }

    /// <summary>Reads a time of day, with or without seconds.</summary>
    public TimeOnly ReadTimeOnly()
    {
        Span<char> text = stackalloc char[MaxTimeLength];
        if (TryCopyText(ref text) && TimeOnly.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly value))
        {
            return value;
        }

        Refuse("a time such as '13:45:00'");
        return default;
    }

    /// <summary>Reads a duration in ISO 8601 or in .NET's format.</summary>
    public TimeSpan ReadTimeSpan()
    {
        Span<char> text = stackalloc char[MaxTimeLength];
        if (TryCopyText(ref text)
            && (IsoDuration.TryParse(text, out TimeSpan value) || TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value)))
        {
            return value;
        }

        Refuse("a duration such as 'PT1H30M' or '01:30:00'");
        return default;
    }

    /// <summary>Reads a GUID, with hyphens and without braces.</summary>
    public Guid ReadGuid()
    {
        if (IsText && _reader.TryGetGuid(out Guid value))
        {
            return value;
        }

        Refuse("a UUID such as '123e4567-e89b-12d3-a456-426614174000'");
        return default;
    }

    /// <summary>Reads an absolute URI.</summary>
    public Uri ReadUri()
    {
        if (IsText && Uri.TryCreate(_reader.GetString(), UriKind.Absolute, out Uri? value))
        {
            return value;
        }

        Refuse("an absolute URI such as 'https://example.org/path'");
        return null!;
    }

    /// <summary>Reads bytes in Base64.</summary>
    public byte[] ReadBytes()
    {
        if (IsText && _reader.TryGetBytesFromBase64(out byte[]? value))
        {
            return value;
        }

        Refuse("a string in Base64");
        return [];
    }

    /// <summary>Reads any value.</summary>
    public JsonElement ReadElement()
    {
        if (_reader.TokenType == JsonTokenType.None)
        {
            return default;
        }

        int start = (int)_reader.TokenStartIndex;
        try
        {
            var element = JsonElement.ParseValue(ref _reader);
            if (!JsonText.HasLoneSurrogate(_json[start..(int)_reader.BytesConsumed]))
            {
                return element;
            }

            // The element would throw when it is asked for the text.
            FailAtLoneSurrogate(start);
        }
        catch (JsonException error)
        {
            Fail(error);
        }

        return default;
    }

    private readonly bool IsText => _reader.TokenType == JsonTokenType.String;

    /// <summary>Copies a short string.</summary>
    /// <param name="text">The memory to use. Becomes the string.</param>
    private readonly bool TryCopyText(ref Span<char> text)
    {
        // Escapes and UTF-8 are never shorter than the UTF-16 that they encode.
        if (!IsText || _reader.ValueSpan.Length > text.Length)
        {
            return false;
        }

        text = text[.._reader.CopyString(text)];
        return true;
    }
}
