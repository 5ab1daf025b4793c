using System.Buffers;
using System.Text.Json;

namespace Harmony.Tools;

public static partial class ToolResult
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = PlainJsonEncoder.Instance };

    /// <summary>The writer of this thread. Null while it is in use.</summary>
    [ThreadStatic]
    private static Utf8JsonWriter? _threadWriter;

    /// <summary>Begins a result as JSON. Pass the writer to <see cref="EndJson"/> on the same thread when the result is complete.</summary>
    /// <param name="result">Receives the JSON.</param>
    public static Utf8JsonWriter BeginJson(IBufferWriter<byte> result)
    {
        Utf8JsonWriter? writer = _threadWriter;
        if (writer is null)
        {
            return new Utf8JsonWriter(result, WriterOptions);
        }

        _threadWriter = null;
        writer.Reset(result);
        return writer;
    }

    /// <summary>Ends a result.</summary>
    /// <param name="json">The writer. It must not be used afterwards.</param>
    public static void EndJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.Flush();

        // The destination belongs to the caller and must not be kept alive.
        json.Reset(NoResult.Instance);
        _threadWriter = json;
    }

    /// <summary>Writes a value as JSON.</summary>
    /// <param name="json">Receives the value.</param>
    /// <param name="value">The value.</param>
    public static void WriteValue(Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, long value) => json.WriteNumberValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, ulong value) => json.WriteNumberValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, decimal value) => json.WriteNumberValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    /// <remarks>Infinity and NaN, for which JSON has no number, are written as a string.</remarks>
    public static void WriteValue(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            WriteFormattedValue(json, value, format: default);
        }
    }

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, float)"/>
    public static void WriteValue(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            WriteFormattedValue(json, value, format: default);
        }
    }

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, string? value) => json.WriteStringValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, ReadOnlySpan<byte> value) => json.WriteStringValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, Uri? value) => json.WriteStringValue(value?.OriginalString);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, char value) => json.WriteStringValue(new ReadOnlySpan<char>(in value));

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, DateTime value) => json.WriteStringValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, DateTimeOffset value) => json.WriteStringValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, DateOnly value) => WriteFormattedValue(json, value, DateFormat);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, TimeOnly value) => WriteFormattedValue(json, value, TimeFormat);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, TimeSpan value) => WriteFormattedValue(json, value, format: default);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, Guid value) => json.WriteStringValue(value);

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, byte[]? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteBase64StringValue(value);
        }
    }

    /// <inheritdoc cref="WriteValue(Utf8JsonWriter, bool)"/>
    public static void WriteValue(Utf8JsonWriter json, JsonElement value) => value.WriteTo(json);

    private static void WriteFormattedValue<T>(Utf8JsonWriter json, T value, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        Span<byte> utf8 = stackalloc byte[MaxFormattedBytes];
        json.WriteStringValue(utf8[..Format(value, format, utf8)]);
    }

    /// <summary>The destination of a writer that is not in use.</summary>
    private sealed class NoResult : IBufferWriter<byte>
    {
        public static readonly NoResult Instance = new();

        public void Advance(int count) => throw new InvalidOperationException("The result has ended. Begin another one.");

        public Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidOperationException("The result has ended. Begin another one.");

        public Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidOperationException("The result has ended. Begin another one.");
    }
}
