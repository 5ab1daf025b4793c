using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>
/// Writes the methods that write results: a string as it is, and so every type with a text form; everything else as JSON.
/// </summary>
/// <param name="writer">The destination.</param>
/// <param name="jsonContext">The JSON context that writes lists, dictionaries and objects, in C#, or null.</param>
internal sealed class ResultWriterEmitter(SourceWriter writer, string? jsonContext)
{
    private const string Library = "global::Harmony.Tools.ToolResult";
    private const string Json = "global::System.Text.Json.Utf8JsonWriter";

    private readonly TypeNames _names = new();

    /// <summary>Writes the method that writes one tool's result.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="result">The result.</param>
    public void WriteResultWriter(string name, ResultSpec result)
    {
        writer.Open($"internal static void {name}(global::System.Buffers.IBufferWriter<byte> result, {result.CSharpName} value)");
        if (result.Type is null)
        {
            WriteWithContext(result.ContextName);
        }
        else
        {
            WriteResult(result.Type, "value");
        }

        writer.Close();
    }

    /// <summary>Writes the methods for the types that results are made of.</summary>
    public void WriteTypeWriters()
    {
        while (_names.TryDequeue(out JsonTypeSpec type))
        {
            writer.WriteLine();
            WriteTypeWriter(type);
        }
    }

    private void WriteWithContext(string type)
    {
        writer.WriteLine($"{Json} json = {Library}.BeginJson(result);");
        writer.WriteLine($"var typeInfo = (global::System.Text.Json.Serialization.Metadata.JsonTypeInfo<{type}>?){jsonContext}.Default.GetTypeInfo(typeof({type}))");
        writer.Indent();
        writer.WriteLine($"?? throw new global::System.InvalidOperationException({CSharpText.Literal($"{jsonContext} does not know {type}: add [JsonSerializable(typeof(...))] for it.")});");
        writer.Unindent();
        writer.WriteLine($"global::System.Text.Json.JsonSerializer.Serialize(json, value!, typeInfo);");
        writer.WriteLine($"{Library}.EndJson(json);");
    }

    private void WriteResult(JsonTypeSpec type, string value)
    {
        switch (type)
        {
            case NullableTypeSpec { IsValueType: true } nullable:
                writer.Open($"if ({value} is not {{ }} present)");
                writer.WriteLine($"{Library}.WriteText(result, \"null\"u8);");
                writer.WriteLine("return;");
                writer.Close();
                writer.WriteLine();
                WriteResult(nullable.Underlying, "present");
                break;
            case NullableTypeSpec nullable:
                WriteResult(nullable.Underlying, value);
                break;
            case PrimitiveTypeSpec { Kind: not (PrimitiveKind.Bytes or PrimitiveKind.Element) }:
                writer.WriteLine($"{Library}.WriteText(result, {value});");
                break;
            case EnumTypeSpec:
                writer.WriteLine($"{Library}.WriteText(result, NameOf{_names[type]}({value}));");
                break;
            default:
                writer.WriteLine($"{Json} json = {Library}.BeginJson(result);");
                writer.WriteLine(Statement(type, value));
                writer.WriteLine($"{Library}.EndJson(json);");
                break;
        }
    }

    /// <summary>The statement that writes a value as JSON.</summary>
    private string Statement(JsonTypeSpec type, string value) => type switch
    {
        NullableTypeSpec { IsValueType: true } => $"Write{_names[type]}(json, {value});",
        NullableTypeSpec nullable => Statement(nullable.Underlying, value),
        PrimitiveTypeSpec => $"{Library}.WriteValue(json, {value});",
        EnumTypeSpec => $"{Library}.WriteValue(json, NameOf{_names[type]}({value}));",
        _ => $"Write{_names[type]}(json, {value});",
    };

    private void WriteTypeWriter(JsonTypeSpec type)
    {
        if (type is EnumTypeSpec named)
        {
            WriteEnumNames(named);
            return;
        }

        // A value without a nullable annotation can be null all the same, if it comes from code without annotations.
        bool canBeNull = type is NullableTypeSpec || type is not ObjectTypeSpec { IsValueType: true } and not ListTypeSpec { Kind: ListKind.ImmutableArray };
        string mark = canBeNull && type is not NullableTypeSpec ? "?" : "";
        writer.Open($"private static void Write{_names[type]}({Json} json, {type.CSharpName}{mark} value)");
        if (canBeNull)
        {
            writer.Open("if (value is null)");
            writer.WriteLine("json.WriteNullValue();");
            writer.WriteLine("return;");
            writer.Close();
            writer.WriteLine();
        }

        WriteTypeBody(type);
        writer.Close();
    }

    private void WriteTypeBody(JsonTypeSpec type)
    {
        switch (type)
        {
            case NullableTypeSpec nullable:
                writer.WriteLine(Statement(nullable.Underlying, "value.Value"));
                break;
            case ListTypeSpec list:
                writer.WriteLine("json.WriteStartArray();");
                writer.Open($"foreach ({list.Item.CSharpName} item in value)");
                writer.WriteLine(Statement(list.Item, "item"));
                writer.Close();
                writer.WriteLine();
                writer.WriteLine("json.WriteEndArray();");
                break;
            case DictionaryTypeSpec dictionary:
                writer.WriteLine("json.WriteStartObject();");
                writer.Open($"foreach (global::System.Collections.Generic.KeyValuePair<string, {dictionary.Value.CSharpName}> item in value)");
                writer.WriteLine("json.WritePropertyName(item.Key);");
                writer.WriteLine(Statement(dictionary.Value, "item.Value"));
                writer.Close();
                writer.WriteLine();
                writer.WriteLine("json.WriteEndObject();");
                break;
            case ObjectTypeSpec named:
                writer.WriteLine("json.WriteStartObject();");
                foreach (MemberSpec member in named.Members)
                {
                    writer.WriteLine($"json.WritePropertyName({CSharpText.Utf8Literal(member.WireName)});");
                    writer.WriteLine(Statement(member.Type, "value." + CSharpNames.Identifier(member.Identifier)));
                }

                writer.WriteLine("json.WriteEndObject();");
                break;
            default:
                throw new NotSupportedException($"Unknown type: {type}.");
        }
    }

    private void WriteEnumNames(EnumTypeSpec type)
    {
        writer.WriteLine($"private static string NameOf{_names[type]}({type.CSharpName} value) => value switch");
        writer.WriteLine("{");
        writer.Indent();
        foreach (EnumMemberSpec member in type.Members.Where(member => !member.IsAlias))
        {
            writer.WriteLine($"{type.CSharpName}.{CSharpNames.Identifier(member.Identifier)} => {CSharpText.Literal(member.WireName)},");
        }

        writer.WriteLine("_ => value.ToString(),");
        writer.Close(";");
    }
}
