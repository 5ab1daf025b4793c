using System.Text;
using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>
/// The parameters of a tool: a JSON schema (or any JSON value), kept as text, so that the order of its properties and
/// the spelling of its numbers stay.
/// </summary>
/// <remarks>
/// Immutable, thread-safe, and checked when it is made, so that rendering cannot fail. Kept in one form: without
/// insignificant white space, strings with no escapes but those that JSON demands, and of a key that an object has
/// twice the last value at the first place, as the reference reads it. Two are equal if these texts are.
/// </remarks>
public sealed class ToolParameters : IEquatable<ToolParameters>
{
    private readonly byte[] _utf8;

    private ToolParameters(byte[] utf8) => _utf8 = utf8;

    /// <summary>The JSON, compact, in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Json => _utf8;

    internal bool IsNull => Utf8Json.SequenceEqual("null"u8);

    /// <summary>Reads a JSON schema.</summary>
    /// <param name="json">The JSON.</param>
    /// <exception cref="JsonException">It is no JSON, is nested more than 118 deep (a conversation around it still has to
    /// be within the reference's limit of 127), or has a number or a string that the reference refuses.</exception>
    public static ToolParameters Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Parse(JsonText.ToUtf8(json));
    }

    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="utf8Json">The JSON, in UTF-8.</param>
    public static ToolParameters Parse(ReadOnlySpan<byte> utf8Json) => ConversationJsonReader.ReadParameters(utf8Json);

    /// <summary>Takes a JSON schema that was read elsewhere.</summary>
    /// <inheritdoc cref="Parse(string)"/>
    /// <param name="json">The JSON.</param>
    /// <exception cref="InvalidOperationException">The element is undefined.</exception>
    public static ToolParameters FromElement(JsonElement json) => Parse(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json));

    /// <summary>Takes JSON that is checked and in this form already.</summary>
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

    /// <summary>The JSON, compact.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_utf8);
}
