namespace Harmony.Conversations;

/// <summary>
/// The fields of the reference's JSON, in the order in which a structure that is written as an array has them. Each enum below
/// names the positions of one list.
/// </summary>
internal static class ConversationFields
{
    public static readonly string[] Conversation = ["messages"];

    /// <summary>See <see cref="MessageField"/>.</summary>
    public static readonly string[] Message = ["role", "name", "recipient", "content", "channel", "content_type"];

    /// <summary>See <see cref="ContentKind"/>.</summary>
    public static readonly string[] ContentTypes = ["text", "system_content", "developer_content"];

    public static readonly string[] Text = ["text"];

    /// <summary>See <see cref="SystemField"/>.</summary>
    public static readonly string[] System =
        ["model_identity", "reasoning_effort", "tools", "conversation_start_date", "knowledge_cutoff", "channel_config"];

    /// <summary>See <see cref="ChannelField"/>.</summary>
    public static readonly string[] Channels = ["valid_channels", "channel_required"];

    /// <summary>See <see cref="DeveloperField"/>.</summary>
    public static readonly string[] Developer = ["instructions", "tools"];

    /// <summary>With a field that only this library knows; the reference ignores it. An array has no place for it.</summary>
    public static readonly string[] DeveloperWithResponseFormat = [.. Developer, "response_format"];

    /// <summary>See <see cref="ResponseFormatField"/>.</summary>
    public static readonly string[] ResponseFormat = ["name", "description", "schema"];

    /// <summary>See <see cref="NamespaceField"/>.</summary>
    public static readonly string[] Namespace = ["name", "description", "tools"];

    /// <summary>See <see cref="ToolField"/>.</summary>
    public static readonly string[] Tool = ["name", "description", "parameters"];
}

internal enum MessageField
{
    Role,
    Name,
    Recipient,
    Content,
    Channel,
    ContentType,
}

internal enum ContentKind
{
    Text,
    System,
    Developer,
}

internal enum SystemField
{
    ModelIdentity,
    ReasoningEffort,
    Tools,
    ConversationStartDate,
    KnowledgeCutoff,
    ChannelConfig,
}

internal enum ChannelField
{
    ValidChannels,
    ChannelRequired,
}

internal enum DeveloperField
{
    Instructions,
    Tools,
    ResponseFormat,
}

internal enum ResponseFormatField
{
    Name,
    Description,
    Schema,
}

internal enum NamespaceField
{
    Name,
    Description,
    Tools,
}

internal enum ToolField
{
    Name,
    Description,
    Parameters,
}
