using Harmony.Generators.Files;
using Harmony.Generators.Model;
using Harmony.Generators.Text;

namespace Harmony.Generators.Emission;

/// <summary>Writes what a file of tools has besides a class of tools: the interface, and the types of the arguments.</summary>
internal static class ToolFileEmitter
{
    /// <summary>What the tools are called on.</summary>
    public const string Receiver = "_implementation.";

    private const string CancellationType = "global::System.Threading.CancellationToken";

    public static string Emit(ToolFileSpec spec)
    {
        var writer = new SourceWriter();
        GeneratedFile.WriteHeader(writer, spec.Class.CSharpNamespace);
        WriteInterface(writer, spec);
        writer.WriteLine();
        writer.WriteLine($"/// <summary>The tools of <c>{CSharpText.Documentation(spec.FileName)}</c>: what the model sees of them, and how its calls reach an implementation.</summary>");
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
        writer.WriteLine($"/// <summary>The tools of <c>{CSharpText.Documentation(spec.FileName)}</c>, to be implemented. What a method gives back is what the model reads.</summary>");
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
            writer.WriteLine($"/// <param name=\"{member.Identifier}\">What the model gave.</param>");
            arguments = $"{member.Type.CSharpName} {CSharpText.Identifier(member.Identifier)}, ";
        }

        writer.WriteLine($"/// <param name=\"{method.CancellationParameter}\">Tells the tool to stop.</param>");
        writer.WriteLine($"global::System.Threading.Tasks.ValueTask<{method.Result!.CSharpName}> {CSharpText.Identifier(method.Identifier)}({arguments}{CancellationType} {method.CancellationParameter});");
    }

    private static void WriteConstructor(SourceWriter writer, ToolFileSpec spec)
    {
        writer.WriteLine($"private readonly {spec.InterfaceName} _implementation;");
        writer.WriteLine();
        writer.WriteLine("/// <param name=\"implementation\">What the model's calls reach.</param>");
        writer.Open($"public {spec.ClassName}({spec.InterfaceName} implementation)");
        writer.WriteLine("global::System.ArgumentNullException.ThrowIfNull(implementation);");
        writer.WriteLine("_implementation = implementation;");
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
        WriteSummary(writer, type.Description ?? "One of some texts.");
        writer.Open($"public enum {CSharpText.Identifier(type.Identifier)}");
        for (int i = 0; i < type.Members.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteLine();
            }

            WriteSummary(writer, type.Members[i].WireName);
            writer.WriteLine(CSharpText.Identifier(type.Members[i].Identifier) + ",");
        }

        writer.Close();
    }

    private static void WriteRecord(SourceWriter writer, ObjectTypeSpec type)
    {
        WriteSummary(writer, type.Description ?? "What the model gave.");
        writer.Open($"public sealed record {CSharpText.Identifier(type.Identifier)}");
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
            writer.WriteLine($"public {required}{member.Type.CSharpName} {CSharpText.Identifier(member.Identifier)} {{ get; init; }}{initial}");
        }

        writer.Close();
    }

    private static void WriteSummary(SourceWriter writer, string text) => writer.WriteLine($"/// <summary>{CSharpText.Documentation(text)}</summary>");
}
