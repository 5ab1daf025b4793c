using System.Text;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>
/// The parameters of a tool: a JSON schema (or any JSON value), kept as text to preserve the order of properties and the
/// spelling of numbers.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. The JSON is validated on creation, so that rendering cannot fail, and is kept in one form:
/// without insignificant white space, with only the escapes that JSON demands, and with the last value of a repeated key at
/// the place of the first, as the reference reads it. Two instances are equal if these texts are equal.
/// </remarks>
public sealed class ToolParameters : IEquatable<ToolParameters>
{
    private readonly byte[] _utf8;

    private ToolParameters(byte[] utf8) => _utf8 = utf8;

    /// <summary>The compact JSON in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Json => _utf8;

    internal bool IsNull => Utf8Json.SequenceEqual("null"u8);

    /// <summary>Reads a JSON schema.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="JsonException">The text is not valid JSON, is nested more than 118 levels deep (the conversation around
    /// it must stay within the reference's limit of 127), or has a number or a string that the reference refuses.</exception>
    public static ToolParameters Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(JsonText.ToUtf8(json));
    }

    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="utf8Json">The JSON, in UTF-8.</param>
    public static ToolParameters Parse(ReadOnlySpan<byte> utf8Json) => ConversationJsonReader.ReadParameters(utf8Json);

    /// <summary>Creates parameters from a parsed JSON schema.</summary>
    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="json">The JSON.</param>
    /// <exception cref="InvalidOperationException"><paramref name="json"/> is undefined.</exception>
    public static ToolParameters FromElement(JsonElement json) => Parse(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json));

    /// <summary>Creates parameters from JSON that is already validated and in this form.</summary>
    internal static ToolParameters FromChecked(byte[] utf8) => new(utf8);

    /// <inheritdoc/>
    public bool Equals(ToolParameters? other) => other is not null && _utf8.AsSpan().SequenceEqual(other._utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ToolParameters);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }

    /// <summary>Returns the compact JSON.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_utf8);
}
