using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using Harmony.Conversations;

namespace Harmony.Tools;

/// <summary>Writes the results of tools. For generated code.</summary>
/// <remarks>Text is written as it is, and so are values with a text form, such as numbers and dates. Other values are written as
/// JSON.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class ToolResult
{
    // As System.Text.Json writes them.
    private const string DateTimeFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFFK";
    private const string DateTimeOffsetFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz";
    private const string DateFormat = "yyyy-MM-dd";
    private const string TimeFormat = "HH:mm:ss.FFFFFFF";

    /// <summary>An upper bound on the bytes of any number, date or time in these formats.</summary>
    private const int MaxFormattedBytes = 512;

    /// <summary>Gets a tool's name without its namespace.</summary>
    /// <param name="recipient">The recipient of the call, with the namespace or without.</param>
    /// <param name="namespaceName">The namespace.</param>
    public static ReadOnlySpan<char> ToolNameIn(string recipient, string namespaceName)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(namespaceName);
        return ToolName.IsIn(namespaceName, recipient) ? recipient.AsSpan(namespaceName.Length + 1) : recipient;
    }

    /// <summary>Answers a call of an unknown tool.</summary>
    /// <param name="name">The recipient of the call.</param>
    /// <param name="tools">The known tools.</param>
    /// <param name="result">Receives the answer, as JSON.</param>
    public static ValueTask<ToolCallStatus> UnknownTool(string name, ToolNamespace tools, IBufferWriter<byte> result)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ToolError.WriteUnknown(name, tools, result);
        return new(ToolCallStatus.UnknownTool);
    }

    /// <summary>Waits for a tool that returns nothing.</summary>
    /// <param name="call">The call.</param>
    public static ValueTask<ToolCallStatus> CompleteAsync(ValueTask call)
    {
        if (!call.IsCompleted)
        {
            return Wait(call);
        }

        call.GetAwaiter().GetResult();
        return new(ToolCallStatus.Succeeded);

        static async ValueTask<ToolCallStatus> Wait(ValueTask call)
        {
            await call.ConfigureAwait(false);
            return ToolCallStatus.Succeeded;
        }
    }

    /// <summary>Waits for a tool, and writes its result.</summary>
    /// <param name="call">The call.</param>
    /// <param name="result">Receives the result.</param>
    /// <param name="write">The method that writes the result.</param>
    public static ValueTask<ToolCallStatus> CompleteAsync<T>(ValueTask<T> call, IBufferWriter<byte> result, Action<IBufferWriter<byte>, T> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!call.IsCompleted)
        {
            return Wait(call, result, write);
        }

        write(result, call.GetAwaiter().GetResult());
        return new(ToolCallStatus.Succeeded);

        static async ValueTask<ToolCallStatus> Wait(ValueTask<T> call, IBufferWriter<byte> result, Action<IBufferWriter<byte>, T> write)
        {
            write(result, await call.ConfigureAwait(false));
            return ToolCallStatus.Succeeded;
        }
    }

    /// <summary>Writes a text.</summary>
    /// <param name="result">Receives the text.</param>
    /// <param name="text">The text. Null is written as <c>null</c>.</param>
    public static void WriteText(IBufferWriter<byte> result, string? text)
    {
        if (text is null)
        {
            result.Write("null"u8);
        }
        else
        {
            Encoding.UTF8.GetBytes(text, result);
        }
    }

    /// <inheritdoc cref="WriteText(IBufferWriter{byte}, string)"/>
    public static void WriteText(IBufferWriter<byte> result, ReadOnlySpan<byte> text) => result.Write(text);

    /// <inheritdoc cref="WriteText(IBufferWriter{byte}, string)"/>
    public static void WriteText(IBufferWriter<byte> result, Uri? text) => WriteText(result, text?.OriginalString);

    /// <summary>Writes the text form of a value.</summary>
    /// <param name="result">Receives the text.</param>
    /// <param name="value">The value.</param>
    public static void WriteText(IBufferWriter<byte> result, bool value) => result.Write(value ? "true"u8 : "false"u8);

    /// <inheritdoc cref="WriteText(IBufferWriter{byte}, bool)"/>
    public static void WriteText(IBufferWriter<byte> result, DateTime value) => WriteFormatted(result, value, DateTimeFormat);

    /// <inheritdoc cref="WriteText(IBufferWriter{byte}, bool)"/>
    public static void WriteText(IBufferWriter<byte> result, DateTimeOffset value) => WriteFormatted(result, value, DateTimeOffsetFormat);

    /// <inheritdoc cref="WriteText(IBufferWriter{byte}, bool)"/>
    public static void WriteText(IBufferWriter<byte> result, DateOnly value) => WriteFormatted(result, value, DateFormat);

    /// <inheritdoc cref="WriteText(IBufferWriter{byte}, bool)"/>
    public static void WriteText(IBufferWriter<byte> result, TimeOnly value) => WriteFormatted(result, value, TimeFormat);

    /// <inheritdoc cref="WriteText(IBufferWriter{byte}, bool)"/>
    public static void WriteText<T>(IBufferWriter<byte> result, T value)
        where T : struct, IUtf8SpanFormattable => WriteFormatted(result, value, format: default);

    private static void WriteFormatted<T>(IBufferWriter<byte> result, T value, ReadOnlySpan<char> format)
        where T : struct, IUtf8SpanFormattable
    {
        ArgumentNullException.ThrowIfNull(result);
        result.Advance(Format(value, format, result.GetSpan(MaxFormattedBytes)));
    }

    private static int Format<T>(T value, ReadOnlySpan<char> format, Span<byte> utf8)
        where T : struct, IUtf8SpanFormattable => value.TryFormat(utf8, out int written, format, CultureInfo.InvariantCulture)
            ? written
            : throw new InvalidOperationException($"A {typeof(T)} has more than {MaxFormattedBytes} bytes of text.");
}
