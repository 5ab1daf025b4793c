using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>The form of the answer, shown at the end of a developer message as <c># Response Formats</c>.</summary>
/// <param name="Name">The name of the form.</param>
/// <param name="Schema">The JSON schema of the answer.</param>
/// <param name="Description">The purpose of the form. Null and an empty text write no line.</param>
/// <exception cref="JsonException">The schema is not JSON that <see cref="ToolParameters.Parse(string)"/> accepts.</exception>
public sealed record ResponseFormat(string Name, string Schema, string? Description = null)
{
    /// <summary>The name of the form.</summary>
    public string Name { get; init => field = value ?? throw new ArgumentNullException(nameof(Name)); } =
        Name ?? throw new ArgumentNullException(nameof(Name));

    /// <summary>
    /// The JSON schema of the answer, without insignificant white space. Escapes, the spelling of numbers, the order of keys and
    /// repeated keys are kept.
    /// </summary>
    public string Schema { get; init => field = Compact(value); } = Compact(Schema);

    private static string Compact(string schema)
    {
        ArgumentNullException.ThrowIfNull(schema, nameof(Schema));
        return ConversationJsonReader.ReadSchema(JsonText.ToUtf8(schema));
    }
}
