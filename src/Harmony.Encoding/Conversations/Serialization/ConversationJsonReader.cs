using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>
/// Reads the reference's JSON, accepting and refusing what its deserializer (serde) does.
/// </summary>
/// <remarks>
/// What is not obvious: a structure may be an array of all its fields in order; the name of an enumeration may be an
/// object <c>{"NAME": null}</c> or <c>{"NAME": {}}</c>; a known field that is repeated is refused, an unknown one is not;
/// nesting stops at 127. Beside <c>messages</c>, where serde skips values without reading them, only the grammar of JSON
/// counts.
/// <c>tests/reference</c> compares all this with the reference itself.
/// </remarks>
internal ref partial struct ConversationJsonReader
{
    private JsonFieldReader _fields;

    private ConversationJsonReader(ReadOnlySpan<byte> json) => _fields = new JsonFieldReader(json);

    /// <summary>Reads the value that begins at the current token.</summary>
    private delegate T RootReader<T>(ref ConversationJsonReader reader);

    public static Conversation ReadConversation(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => reader.Conversation());

    public static Message ReadMessage(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => reader.Message());

    public static ToolParameters ReadParameters(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => ToolParameters.FromChecked(reader._fields.ReadSchemaValue()));

    public static string ReadSchema(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => reader._fields.ReadSchema());

    /// <summary>Reads a whole text, and adds the place to an error of the underlying reader.</summary>
    private static T Read<T>(ReadOnlySpan<byte> json, RootReader<T> root)
    {
        var reader = new ConversationJsonReader(json);
        try
        {
            reader._fields.ReadFirst();
            T value = root(ref reader);
            reader._fields.ReadEnd();
            return value;
        }
        catch (JsonException error) when (error.Path is null)
        {
            throw reader._fields.Located(error);
        }
    }

    private Conversation Conversation()
    {
        Conversation? conversation = null;
        FieldCursor cursor = _fields.BeginStructure(ConversationFields.Conversation, "a conversation", skipsUnread: true);
        while (_fields.Next(ref cursor))
        {
            conversation = [];
            _fields.BeginArray("messages");
            while (_fields.NextItem())
            {
                conversation.Add(Message());
            }
        }

        return _fields.Required(conversation, cursor, field: 0);
    }

    private Message Message()
    {
        int role = -1;
        string? name = null;
        string? recipient = null;
        string? channel = null;
        string? contentType = null;
        List<MessageContent>? content = null;
        FieldCursor cursor = _fields.BeginObject(ConversationFields.Message, "a message");
        while (_fields.Next(ref cursor))
        {
            switch ((MessageField)cursor.Field)
            {
                case MessageField.Role:
                    role = _fields.ReadVariant(RoleNames.All);
                    break;
                case MessageField.Name:
                    name = _fields.ReadOptionalString();
                    break;
                case MessageField.Recipient:
                    recipient = _fields.ReadOptionalString();
                    break;
                case MessageField.Content:
                    content = Content();
                    break;
                case MessageField.Channel:
                    channel = _fields.ReadOptionalString();
                    break;
                case MessageField.ContentType:
                    contentType = _fields.ReadOptionalString();
                    break;
            }
        }

        _fields.Require(role >= 0, cursor, (int)MessageField.Role);
        return new Message(new Author((Role)role, name), _fields.Required(content, cursor, (int)MessageField.Content))
        {
            Recipient = recipient,
            Channel = channel,
            ContentType = contentType,
        };
    }

    private List<MessageContent> Content()
    {
        if (_fields.TokenType == JsonTokenType.String)
        {
            return [new TextPart(_fields.ReadString())];
        }

        var parts = new List<MessageContent>();
        _fields.BeginArray("a string or an array of contents");
        while (_fields.NextItem())
        {
            parts.Add(Part());
        }

        return parts;
    }

    private MessageContent Part()
    {
        FieldCursor cursor = _fields.BeginTagged(ConversationFields.ContentTypes, "a content", out int type);
        return (ContentKind)type switch
        {
            ContentKind.Text => Text(cursor.For(ConversationFields.Text)),
            ContentKind.System => System(cursor.For(ConversationFields.System)),
            _ => Developer(cursor.For(cursor.IsArray ? ConversationFields.Developer : ConversationFields.DeveloperWithResponseFormat)),
        };
    }

    private TextPart Text(FieldCursor cursor)
    {
        string? text = null;
        while (_fields.Next(ref cursor))
        {
            text = _fields.ReadString();
        }

        return new TextPart(_fields.Required(text, cursor, field: 0));
    }

    private SystemContent System(FieldCursor cursor)
    {
        string? identity = null;
        string? date = null;
        string? cutoff = null;
        ReasoningLevel? effort = null;
        IReadOnlyList<ToolNamespace> tools = [];
        ChannelConfig? channels = null;
        while (_fields.Next(ref cursor))
        {
            switch ((SystemField)cursor.Field)
            {
                case SystemField.ModelIdentity:
                    identity = _fields.ReadOptionalString();
                    break;
                case SystemField.ReasoningEffort:
                    effort = _fields.IsNull ? null : (ReasoningLevel)_fields.ReadVariant(ReasoningLevelNames.All);
                    break;
                case SystemField.Tools:
                    tools = Namespaces();
                    break;
                case SystemField.ConversationStartDate:
                    date = _fields.ReadOptionalString();
                    break;
                case SystemField.KnowledgeCutoff:
                    cutoff = _fields.ReadOptionalString();
                    break;
                case SystemField.ChannelConfig:
                    channels = _fields.IsNull ? null : Channels();
                    break;
            }
        }

        return new SystemContent
        {
            ModelIdentity = identity,
            ReasoningEffort = effort,
            Tools = tools,
            ConversationStartDate = date,
            KnowledgeCutoff = cutoff,
            ChannelConfig = channels,
        };
    }

    private ChannelConfig Channels()
    {
        List<string>? valid = null;
        bool? required = null;
        FieldCursor cursor = _fields.BeginStructure(ConversationFields.Channels, "a channel configuration");
        while (_fields.Next(ref cursor))
        {
            if (cursor.Field == (int)ChannelField.ValidChannels)
            {
                valid = [];
                _fields.BeginArray("channels");
                while (_fields.NextItem())
                {
                    valid.Add(_fields.ReadString());
                }
            }
            else
            {
                required = _fields.ReadBoolean();
            }
        }

        _fields.Require(required is not null, cursor, (int)ChannelField.ChannelRequired);
        return new ChannelConfig { ValidChannels = _fields.Required(valid, cursor, (int)ChannelField.ValidChannels), ChannelRequired = required!.Value };
    }
}
