using Harmony.Json;

namespace Harmony.Conversations;

/// <content>The content of a developer message, and the tools of any message.</content>
internal ref partial struct ConversationJsonReader
{
    private DeveloperContent Developer(FieldCursor cursor)
    {
        string? instructions = null;
        IReadOnlyList<ToolNamespace> tools = [];
        ResponseFormat? responseFormat = null;
        while (_fields.Next(ref cursor))
        {
            switch ((DeveloperField)cursor.Field)
            {
                case DeveloperField.Instructions:
                    instructions = _fields.ReadOptionalString();
                    break;
                case DeveloperField.Tools:
                    tools = Namespaces();
                    break;
                case DeveloperField.ResponseFormat:
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
        FieldCursor cursor = _fields.BeginObject(ConversationFields.ResponseFormat, "a response format");
        while (_fields.Next(ref cursor))
        {
            switch ((ResponseFormatField)cursor.Field)
            {
                case ResponseFormatField.Name:
                    name = _fields.ReadString();
                    break;
                case ResponseFormatField.Description:
                    description = _fields.ReadOptionalString();
                    break;
                case ResponseFormatField.Schema:
                    schema = _fields.ReadSchema();
                    break;
            }
        }

        return new ResponseFormat(
            _fields.Required(name, cursor, (int)ResponseFormatField.Name),
            _fields.Required(schema, cursor, (int)ResponseFormatField.Schema),
            description);
    }

    private IReadOnlyList<ToolNamespace> Namespaces()
    {
        if (_fields.IsNull)
        {
            return [];
        }

        // If a key is repeated, its last value counts.
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
        FieldCursor cursor = _fields.BeginStructure(ConversationFields.Namespace, "a tool namespace");
        while (_fields.Next(ref cursor))
        {
            switch ((NamespaceField)cursor.Field)
            {
                case NamespaceField.Name:
                    name = _fields.ReadString();
                    break;
                case NamespaceField.Description:
                    description = _fields.ReadOptionalString();
                    break;
                case NamespaceField.Tools:
                    tools = [];
                    _fields.BeginArray("tools");
                    while (_fields.NextItem())
                    {
                        tools.Add(Tool());
                    }

                    break;
            }
        }

        return new ToolNamespace(
            _fields.Required(name, cursor, (int)NamespaceField.Name),
            _fields.Required(tools, cursor, (int)NamespaceField.Tools))
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
        FieldCursor cursor = _fields.BeginStructure(ConversationFields.Tool, "a tool");
        while (_fields.Next(ref cursor))
        {
            switch ((ToolField)cursor.Field)
            {
                case ToolField.Name:
                    name = _fields.ReadString();
                    break;
                case ToolField.Description:
                    description = _fields.ReadString();
                    break;
                case ToolField.Parameters:
                    parameters = _fields.IsNull ? null : ToolParameters.FromChecked(_fields.ReadAnyValue());
                    break;
            }
        }

        return new ToolDescription(
            _fields.Required(name, cursor, (int)ToolField.Name),
            _fields.Required(description, cursor, (int)ToolField.Description),
            parameters);
    }
}
