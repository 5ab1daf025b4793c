using Harmony.Json;

namespace Harmony.Conversations;

/// <summary>Reads what a developer message says, and the tools of any message.</summary>
internal ref partial struct ConversationJsonReader
{
    private static readonly string[] DeveloperFields = ["instructions", "tools"];

    /// <summary>With a field of our own, which the reference passes over. An array has no place for it.</summary>
    private static readonly string[] DeveloperFieldsAndOwn = [.. DeveloperFields, "response_format"];
    private static readonly string[] ResponseFormatFields = ["name", "description", "schema"];
    private static readonly string[] NamespaceFields = ["name", "description", "tools"];
    private static readonly string[] ToolFields = ["name", "description", "parameters"];

    private DeveloperContent Developer(FieldCursor cursor)
    {
        string? instructions = null;
        IReadOnlyList<ToolNamespace> tools = [];
        ResponseFormat? responseFormat = null;
        while (_fields.Next(ref cursor))
        {
            switch (cursor.Field)
            {
                case 0:
                    instructions = _fields.ReadOptionalString();
                    break;
                case 1:
                    tools = Namespaces();
                    break;
                default:
                    responseFormat = _fields.IsNull ? null : ResponseFormat();
                    break;
            }
        }

        return new DeveloperContent { Instructions = instructions, Tools = tools, ResponseFormat = responseFormat };
    }

    private ResponseFormat ResponseFormat()
    {
        string? name = null;
        string? description = null;
        string? schema = null;
        FieldCursor cursor = _fields.BeginObject(ResponseFormatFields, "a response format");
        while (_fields.Next(ref cursor))
        {
            switch (cursor.Field)
            {
                case 0:
                    name = _fields.ReadString();
                    break;
                case 1:
                    description = _fields.ReadOptionalString();
                    break;
                default:
                    schema = _fields.ReadSchema();
                    break;
            }
        }

        return new ResponseFormat(_fields.Required(name, cursor, 0), _fields.Required(schema, cursor, 2), description);
    }

    private IReadOnlyList<ToolNamespace> Namespaces()
    {
        if (_fields.IsNull)
        {
            return [];
        }

        // Of a key that comes twice the last value counts.
        var byKey = new Dictionary<string, ToolNamespace>();
        _fields.BeginMap("tool namespaces");
        while (_fields.NextKey(out string key))
        {
            byKey[key] = Namespace(key);
        }

        return [.. byKey.Values];
    }

    private ToolNamespace Namespace(string key)
    {
        string? name = null;
        string? description = null;
        List<ToolDescription>? tools = null;
        FieldCursor cursor = _fields.BeginStructure(NamespaceFields, "a tool namespace");
        while (_fields.Next(ref cursor))
        {
            switch (cursor.Field)
            {
                case 0:
                    name = _fields.ReadString();
                    break;
                case 1:
                    description = _fields.ReadOptionalString();
                    break;
                default:
                    tools = [];
                    _fields.BeginArray("tools");
                    while (_fields.NextItem())
                    {
                        tools.Add(Tool());
                    }

                    break;
            }
        }

        return new ToolNamespace(_fields.Required(name, cursor, 0), _fields.Required(tools, cursor, 2))
        {
            Key = key,
            Description = description,
        };
    }

    private ToolDescription Tool()
    {
        string? name = null;
        string? description = null;
        ToolParameters? parameters = null;
        FieldCursor cursor = _fields.BeginStructure(ToolFields, "a tool");
        while (_fields.Next(ref cursor))
        {
            switch (cursor.Field)
            {
                case 0:
                    name = _fields.ReadString();
                    break;
                case 1:
                    description = _fields.ReadString();
                    break;
                default:
                    parameters = _fields.IsNull ? null : ToolParameters.FromChecked(_fields.ReadAnyValue());
                    break;
            }
        }

        return new ToolDescription(_fields.Required(name, cursor, 0), _fields.Required(description, cursor, 1), parameters);
    }
}
