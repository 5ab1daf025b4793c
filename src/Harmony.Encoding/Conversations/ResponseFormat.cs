using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>The form that the answer is to have, which a developer message shows at its end as <c># Response Formats</c>.</summary>
/// <param name="Name">What the form is called.</param>
/// <param name="Schema">Its JSON schema.</param>
/// <param name="Description">What it is for; null and an empty text write no line.</param>
/// <exception cref="JsonException">The schema is no JSON, is nested more than 118 deep, or has a number or a string that the
/// reference would not read.</exception>
public sealed record ResponseFormat(string Name, string Schema, string? Description = null)
{
    /// <summary>What the form is called.</summary>
    public string Name { get; init => field = value ?? throw new ArgumentNullException(nameof(Name)); } =
        Name ?? throw new ArgumentNullException(nameof(Name));

    /// <summary>
    /// Its JSON schema, as it came, less insignificant white space: escapes, the spelling of numbers and the order of keys
    /// stay, and so do keys that come twice.
    /// </summary>
    public string Schema { get; init => field = Compact(value); } = Compact(Schema);

    private static string Compact(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema, nameof(Schema));
        return ConversationJsonReader.ReadSchema(JsonText.ToUtf8(schema));
    }
}
