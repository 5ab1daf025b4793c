using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>Writes what a file of tools has besides a class of tools: the interface, and the types of the arguments.</summary>
internal static class ToolFileEmitter
{
    private const string CancellationType = "global::System.Threading.CancellationToken";

    public static string Emit(ToolFileSpec spec)
    {
        var writer = new SourceWriter();
        GeneratedFile.WriteHeader(writer, spec.Class.CSharpNamespace);
        WriteInterface(writer, spec);
        writer.WriteLine();
        writer.WriteLine($"/// <summary>The tools of <c>{CSharpText.Documentation(spec.FileName)}</c>: what the model sees of them, and the dispatch of its calls to an implementation.</summary>");
        writer.Open($"public sealed partial class {spec.ClassName}");
        WriteConstructor(writer, spec);
        foreach (JsonTypeSpec type in spec.Types)
        {
            writer.WriteLine();
            WriteType(writer, type);
        }

        writer.Close();
        return writer.ToString();
    }

    private static void WriteInterface(SourceWriter writer, ToolFileSpec spec)
    {
        writer.WriteLine($"/// <summary>The tools of <c>{CSharpText.Documentation(spec.FileName)}</c>, to be implemented. The model reads what a method returns.</summary>");
        writer.Open($"public interface {spec.InterfaceName}");
        for (int i = 0; i < spec.Class.Methods.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteLine();
            }

            WriteMethod(writer, spec.Class.Methods[i]);
        }

        writer.Close();
    }

    private static void WriteMethod(SourceWriter writer, ToolMethodSpec method)
    {
        WriteSummary(writer, method.Tool.Description is { Length: > 0 } description ? description : $"The tool {method.Tool.Name}.");
        string arguments = "";
        foreach (MemberSpec member in method.Arguments)
        {
            writer.WriteLine($"/// <param name=\"{member.Identifier}\">The arguments.</param>");
            arguments = $"{member.Type.CSharpName} {CSharpNames.Identifier(member.Identifier)}, ";
        }

        writer.WriteLine($"/// <param name=\"{method.CancellationParameter}\">A token that cancels the call.</param>");
        writer.WriteLine($"global::System.Threading.Tasks.ValueTask<{method.Result!.CSharpName}> {CSharpNames.Identifier(method.Identifier)}({arguments}{CancellationType} {method.CancellationParameter});");
    }

    private static void WriteConstructor(SourceWriter writer, ToolFileSpec spec)
    {
        writer.WriteLine($"private readonly {spec.InterfaceName} {GeneratedNames.Implementation};");
        writer.WriteLine();
        writer.WriteLine("/// <param name=\"implementation\">The implementation that the model's calls are dispatched to.</param>");
        writer.Open($"public {spec.ClassName}({spec.InterfaceName} implementation)");
        writer.WriteLine("global::System.ArgumentNullException.ThrowIfNull(implementation);");
        writer.WriteLine($"{GeneratedNames.Implementation} = implementation;");
        writer.Close();
    }

    private static void WriteType(SourceWriter writer, JsonTypeSpec type)
    {
        if (type is EnumTypeSpec named)
        {
            WriteEnum(writer, named);
        }
        else if (type is ObjectTypeSpec record)
        {
            WriteRecord(writer, record);
        }
    }

    private static void WriteEnum(SourceWriter writer, EnumTypeSpec type)
    {
        WriteSummary(writer, type.Description ?? "One of several strings.");
        writer.Open($"public enum {CSharpNames.Identifier(type.Identifier)}");
        for (int i = 0; i < type.Members.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteLine();
            }

            WriteSummary(writer, type.Members[i].WireName);
            writer.WriteLine(CSharpNames.Identifier(type.Members[i].Identifier) + ",");
        }

        writer.Close();
    }

    private static void WriteRecord(SourceWriter writer, ObjectTypeSpec type)
    {
        WriteSummary(writer, type.Description ?? "Arguments of a tool.");
        writer.Open($"public sealed record {CSharpNames.Identifier(type.Identifier)}");
        for (int i = 0; i < type.Members.Count; i++)
        {
            MemberSpec member = type.Members[i];
            if (i > 0)
            {
                writer.WriteLine();
            }

            WriteSummary(writer, member.Description ?? member.WireName);
            string required = member.IsRequired ? "required " : "";
            string initial = member.Default is { } value ? $" = {value.CSharp};" : "";
            writer.WriteLine($"public {required}{member.Type.CSharpName} {CSharpNames.Identifier(member.Identifier)} {{ get; init; }}{initial}");
        }

        writer.Close();
    }

    private static void WriteSummary(SourceWriter writer, string text) => writer.WriteLine($"/// <summary>{CSharpText.Documentation(text)}</summary>");
}
