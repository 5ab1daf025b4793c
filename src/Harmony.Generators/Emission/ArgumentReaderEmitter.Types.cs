using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <content>The methods that read one type each.</content>
internal sealed partial class ArgumentReaderEmitter
{
    /// <summary>What is no array has no items to go to, though the reader does stand before others.</summary>
    private const string BeginArray = $"bool isArray = {Reader}.BeginArray(out int count);";

    private void WriteReader(JsonTypeSpec type)
    {
        writer.Open($"internal static {type.CSharpName} Read{_names[type]}(ref {ReaderType} {Reader})");
        switch (type)
        {
            case EnumTypeSpec named:
                WriteEnumBody(named);
                break;
            case ListTypeSpec { Kind: ListKind.Array or ListKind.ImmutableArray } list:
                WriteArrayBody(list);
                break;
            case ListTypeSpec list:
                WriteCollectionBody(list);
                break;
            case DictionaryTypeSpec dictionary:
                WriteDictionaryBody(dictionary);
                break;
            case ObjectTypeSpec named:
                WriteObjectBody(named);
                break;
            default:
                throw new NotSupportedException($"Unknown type: {type}.");
        }

        writer.Close();
        if (type is ObjectTypeSpec { Members: var members } target)
        {
            WriteInitAccessors(target, members);
        }
    }

    private void WriteEnumBody(EnumTypeSpec type)
    {
        foreach (EnumMemberSpec member in type.Members)
        {
            writer.Open($"if ({Reader}.TextIs({CSharpText.Utf8Literal(member.WireName)}))");
            writer.WriteLine($"return {type.CSharpName}.{CSharpNames.Identifier(member.Identifier)};");
            writer.Close();
            writer.WriteLine();
        }

        writer.WriteLine($"{Reader}.Refuse({CSharpText.Literal(ExpectedText.Of(type))});");
        writer.WriteLine("return default;");
    }

    private void WriteArrayBody(ListTypeSpec type)
    {
        string item = type.Item.CSharpName;
        writer.WriteLine(BeginArray);
        writer.WriteLine($"{item}[] items = {NewArray(item)};");
        writer.Open($"for (int i = 0; isArray && {Reader}.NextItem(); i++)");
        writer.WriteLine($"items[i] = {Expression(type.Item, qualifier: "")};");
        writer.Close();
        writer.WriteLine();
        writer.WriteLine(type.Kind == ListKind.Array
            ? "return items;"
            : "return global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);");
    }

    /// <summary>The size of an array of arrays stands in its first brackets.</summary>
    private static string NewArray(string item)
    {
        int ranks = item.Length;
        while (item.Substring(0, ranks).EndsWith("[]", StringComparison.Ordinal))
        {
            ranks -= 2;
        }

        return $"new {item.Substring(0, ranks)}[count]{item.Substring(ranks)}";
    }

    private void WriteCollectionBody(ListTypeSpec type)
    {
        string name = type.Kind == ListKind.Set ? "HashSet" : "List";
        writer.WriteLine(BeginArray);
        writer.WriteLine($"var items = new global::System.Collections.Generic.{name}<{type.Item.CSharpName}>(count);");
        writer.Open($"while (isArray && {Reader}.NextItem())");
        writer.WriteLine($"items.Add({Expression(type.Item, qualifier: "")});");
        writer.Close();
        writer.WriteLine();
        writer.WriteLine("return items;");
    }

    private void WriteDictionaryBody(DictionaryTypeSpec type)
    {
        string value = type.Value.CSharpName;
        writer.WriteLine($"var items = new global::System.Collections.Generic.Dictionary<string, {value}>();");
        writer.Open($"if ({Reader}.BeginObject(out _))");
        writer.Open($"while ({Reader}.NextProperty())");
        writer.WriteLine($"string name = {Reader}.GetPropertyName();");
        writer.WriteLine($"items[name] = {Expression(type.Value, qualifier: "")};");
        writer.Close();
        writer.Close();
        writer.WriteLine();
        writer.WriteLine("return items;");
    }

    private void WriteObjectBody(ObjectTypeSpec type)
    {
        var scope = new NameScope(Reader, Discard, "instance");
        List<MemberVariables> variables = WriteMembersAs(type.Members, scope, qualifier: "");
        writer.WriteLine();
        writer.Open($"if ({Reader}.HasProblems)");
        writer.WriteLine("return default!;");
        writer.Close();
        writer.WriteLine();
        List<MemberVariables> later = [.. variables.Where(member => member.Member.Binding is MemberBinding.Setter or MemberBinding.InitAccessor)];
        WriteCreation(type, variables, later.Count == 0 ? "return" : "var instance =");
        foreach (MemberVariables member in later)
        {
            writer.Open($"if ({member.Presence})");
            writer.WriteLine(member.Member.Binding == MemberBinding.Setter
                ? $"instance.{CSharpNames.Identifier(member.Member.Identifier)} = {member.Value};"
                : $"{InitAccessor(type, member.Member)}({(type.IsValueType ? "ref " : "")}instance, {member.Value});");
            writer.Close();
            writer.WriteLine();
        }

        if (later.Count > 0)
        {
            writer.WriteLine("return instance;");
        }
    }

    private void WriteCreation(ObjectTypeSpec type, List<MemberVariables> variables, string prefix)
    {
        string parameters = string.Join(", ", variables
            .Where(member => member.Member.Binding is MemberBinding.Parameter or MemberBinding.ParameterAndInitializer)
            .Select(member => member.Value));
        List<MemberVariables> initialized =
            [.. variables.Where(member => member.Member.Binding is MemberBinding.Initializer or MemberBinding.ParameterAndInitializer)];
        if (initialized.Count == 0)
        {
            writer.WriteLine($"{prefix} new {type.CSharpName}({parameters});");
            return;
        }

        writer.Open($"{prefix} new {type.CSharpName}({parameters})");
        foreach (MemberVariables member in initialized)
        {
            writer.WriteLine($"{CSharpNames.Identifier(member.Member.Identifier)} = {member.Value},");
        }

        writer.Close(";");
    }

    private void WriteInitAccessors(ObjectTypeSpec type, EquatableArray<MemberSpec> members)
    {
        foreach (MemberSpec member in members.Where(member => member.Binding == MemberBinding.InitAccessor))
        {
            writer.WriteLine();
            writer.WriteLine(
                $"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = \"set_{member.Identifier}\")]");
            writer.WriteLine(
                $"private static extern void {InitAccessor(type, member)}({(type.IsValueType ? "ref " : "")}{member.Owner ?? type.CSharpName} instance, {member.Type.CSharpName} value);");
        }
    }

    private string InitAccessor(ObjectTypeSpec type, MemberSpec member) => $"Set{_names[type]}{member.Identifier}";
}
