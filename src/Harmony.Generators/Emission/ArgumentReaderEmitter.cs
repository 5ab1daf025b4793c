using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>
/// Writes what reads arguments: <see cref="WriteMembers"/> the loop over the properties of one object, and
/// <see cref="WriteReaders"/>, once at the end, the methods for all types that these asked for.
/// </summary>
/// <param name="writer">The destination.</param>
/// <param name="readerClass">The class that the methods will be in, as it is named where <see cref="WriteMembers"/> writes.</param>
internal sealed partial class ArgumentReaderEmitter(SourceWriter writer, string readerClass)
{
    /// <summary>The name of the reader in everything that is written here.</summary>
    public const string Reader = "arguments";

    /// <summary>What generated code passes over: no variable can have this name beside it.</summary>
    public const string Discard = "_";

    private const string ReaderType = "global::Harmony.Tools.ToolArgumentReader";

    private readonly TypeNames _names = new();

    /// <summary>
    /// Writes the reading of an object into local variables, from the declarations on; what was wrong is then noted in the
    /// reader.
    /// </summary>
    /// <param name="members">The object's members.</param>
    /// <param name="scope">The names that are taken where this is written.</param>
    /// <returns>The variables of each member.</returns>
    public IReadOnlyList<MemberVariables> WriteMembers(EquatableArray<MemberSpec> members, NameScope scope) =>
        WriteMembersAs(members, scope, readerClass + ".");

    /// <summary>Writes the reading of the arguments as one value.</summary>
    /// <inheritdoc cref="WriteMembers(EquatableArray{MemberSpec}, NameScope)"/>
    /// <param name="member">The parameter that takes them.</param>
    /// <param name="scope">The names that are taken where this is written.</param>
    public IReadOnlyList<MemberVariables> WriteWhole(MemberSpec member, NameScope scope)
    {
        var variables = new MemberVariables(member, scope.Take("value"), Presence: null);
        writer.WriteLine($"{member.Type.CSharpName} {variables.Value} = {Expression(member.Type, readerClass + ".")};");
        return [variables];
    }

    /// <summary>Whether any type was asked for.</summary>
    public bool HasReaders => !_names.IsEmpty;

    /// <summary>Writes the methods that read the types which were asked for.</summary>
    public void WriteReaders()
    {
        bool isFirst = true;
        while (_names.TryDequeue(out JsonTypeSpec type))
        {
            if (!isFirst)
            {
                writer.WriteLine();
            }

            isFirst = false;
            WriteReader(type);
        }
    }

    private List<MemberVariables> WriteMembersAs(EquatableArray<MemberSpec> members, NameScope scope, string qualifier)
    {
        List<MemberVariables> variables = [];
        foreach (MemberSpec member in members)
        {
            string value = scope.Take(CSharpNames.Uncapitalized(member.Identifier));
            variables.Add(new MemberVariables(member, CSharpNames.Identifier(value), Presence: null));
        }

        for (int i = 0; i < variables.Count; i++)
        {
            MemberSpec member = variables[i].Member;
            if (member.IsRequired || member.Binding is MemberBinding.Setter or MemberBinding.InitAccessor)
            {
                variables[i] = variables[i] with { Presence = scope.Take("has" + CSharpNames.Capitalized(member.Identifier)) };
            }

            WriteDeclaration(variables[i]);
        }

        WriteLoop(variables, members.Any(member => member.IsRequired) ? "int " + scope.Take("start") : Discard, qualifier);
        return variables;
    }

    private void WriteDeclaration(MemberVariables variables)
    {
        MemberSpec member = variables.Member;
        string initial = member.Default is { } value ? value.CSharp : member.Type.IsNullable ? "null" : "default!";
        writer.WriteLine($"{member.Type.CSharpName} {variables.Value} = {initial};");
        if (variables.Presence is { } presence)
        {
            writer.WriteLine($"bool {presence} = false;");
        }
    }

    private void WriteLoop(List<MemberVariables> variables, string start, string qualifier)
    {
        writer.Open($"if ({Reader}.BeginObject(out {start}))");
        writer.Open($"while ({Reader}.NextProperty())");
        string condition = "if";
        foreach (MemberVariables member in variables)
        {
            writer.Open($"{condition} ({Reader}.PropertyIs({CSharpText.Utf8Literal(member.Member.WireName)}))");
            writer.WriteLine($"{member.Value} = {Expression(member.Member.Type, qualifier)};");
            if (member.Presence is { } presence)
            {
                writer.WriteLine($"{presence} = true;");
            }

            writer.Close();
            condition = "else if";
        }

        if (variables.Count > 0)
        {
            writer.Open("else");
        }

        writer.WriteLine($"{Reader}.Skip();");
        if (variables.Count > 0)
        {
            writer.Close();
        }

        writer.Close();
        foreach (MemberVariables member in variables.Where(member => member.Member.IsRequired))
        {
            writer.WriteLine();
            writer.Open($"if (!{member.Presence})");
            writer.WriteLine(
                $"{Reader}.RefuseMissing({start.Replace("int ", "")}, {CSharpText.Literal(member.Member.WireName)}, {CSharpText.Literal(ExpectedText.Of(member.Member.Type))});");
            writer.Close();
        }

        writer.Close();
    }

    private string Expression(JsonTypeSpec type, string qualifier) => type switch
    {
        NullableTypeSpec nullable => $"{Reader}.IsNull ? null : {Expression(nullable.Underlying, qualifier)}",
        PrimitiveTypeSpec primitive => $"{Reader}.Read{primitive.Kind}()",
        _ => $"{qualifier}Read{_names[type]}(ref {Reader})",
    };
}
