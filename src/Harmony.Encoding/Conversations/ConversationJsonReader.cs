using System.Text.Json;
using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>
/// Reads the reference's JSON, accepting and refusing what its deserializer (serde) does.
/// </summary>
/// <remarks>
/// What is not obvious in that: a structure may stand as an array of all its fields in order; an enumeration's name may
/// stand as an object <c>{"NAME": null}</c> or <c>{"NAME": {}}</c>; a known field that comes twice is refused, an unknown
/// one is not; nesting stops at 127. Only beside <c>messages</c>, where serde skips without reading, anything goes that
/// has the grammar.
/// <c>tests/reference</c> compares all this with the reference itself.
/// </remarks>
internal ref partial struct ConversationJsonReader
{
    private static readonly string[] ConversationFields = ["messages"];
    private static readonly string[] MessageFields = ["role", "name", "recipient", "content", "channel", "content_type"];
    private static readonly string[] TextFields = ["text"];
    private static readonly string[] SystemFields =
        ["model_identity", "reasoning_effort", "tools", "conversation_start_date", "knowledge_cutoff", "channel_config"];

    private static readonly string[] ChannelFields = ["valid_channels", "channel_required"];
    private static readonly string[] ContentTypes = ["text", "system_content", "developer_content"];

    private JsonFieldReader _fields;

    private ConversationJsonReader(ReadOnlySpan<byte> json) => _fields = new JsonFieldReader(json);

    /// <summary>Reads the value that the reader stands on.</summary>
    private delegate T RootReader<T>(ref ConversationJsonReader reader);

    public static Conversation ReadConversation(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => reader.Conversation());

    public static Message ReadMessage(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => reader.Message());

    public static ToolParameters ReadParameters(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => ToolParameters.FromChecked(reader._fields.ReadSchemaValue()));

    public static string ReadSchema(ReadOnlySpan<byte> json) =>
        Read(json, static (ref reader) => reader._fields.ReadSchema());

    /// <summary>Reads a whole text; an error of the underlying reader gets its place here.</summary>
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
        FieldCursor cursor = _fields.BeginStructure(ConversationFields, "a conversation", skipsUnread: true);
        while (_fields.Next(ref cursor))
        {
            conversation = [];
            _fields.BeginArray("messages");
            while (_fields.NextItem())
            {
                conversation.Add(Message());
            }
        }

        return _fields.Required(conversation, cursor, 0);
    }

    private Message Message()
    {
        int role = -1;
        string? name = null;
        string? recipient = null;
        string? channel = null;
        string? contentType = null;
        List<MessageContent>? content = null;
        FieldCursor cursor = _fields.BeginObject(MessageFields, "a message");
        while (_fields.Next(ref cursor))
        {
            switch (cursor.Field)
            {
                case 0:
                    role = _fields.ReadVariant(RoleNames.All);
                    break;
                case 1:
                    name = _fields.ReadOptionalString();
                    break;
                case 2:
                    recipient = _fields.ReadOptionalString();
                    break;
                case 3:
                    content = Content();
                    break;
                case 4:
                    channel = _fields.ReadOptionalString();
                    break;
                default:
                    contentType = _fields.ReadOptionalString();
                    break;
            }
        }

        _fields.Require(role >= 0, cursor, 0);
        return new Message(new Author((Role)role, name), _fields.Required(content, cursor, 3))
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
        FieldCursor cursor = _fields.BeginTagged(ContentTypes, "a content", out int type);
        return type switch
        {
            0 => Text(cursor.For(TextFields)),
            1 => System(cursor.For(SystemFields)),
            _ => Developer(cursor.For(cursor.IsArray ? DeveloperFields : DeveloperFieldsAndOwn)),
        };
    }

    private TextPart Text(FieldCursor cursor)
    {
        string? text = null;
        while (_fields.Next(ref cursor))
        {
            text = _fields.ReadString();
        }

        return new TextPart(_fields.Required(text, cursor, 0));
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
            switch (cursor.Field)
            {
                case 0:
                    identity = _fields.ReadOptionalString();
                    break;
                case 1:
                    effort = _fields.IsNull ? null : (ReasoningLevel)_fields.ReadVariant(ReasoningEffortNames.All);
                    break;
                case 2:
                    tools = Namespaces();
                    break;
                case 3:
                    date = _fields.ReadOptionalString();
                    break;
                case 4:
                    cutoff = _fields.ReadOptionalString();
                    break;
                default:
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
        FieldCursor cursor = _fields.BeginStructure(ChannelFields, "a channel configuration");
        while (_fields.Next(ref cursor))
        {
            if (cursor.Field == 0)
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

        _fields.Require(required is not null, cursor, 1);
        return new ChannelConfig { ValidChannels = _fields.Required(valid, cursor, 0), ChannelRequired = required!.Value };
    }
}
