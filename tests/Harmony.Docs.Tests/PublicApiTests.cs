using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Harmony.Conversations;
using Harmony.Engines;

namespace Harmony.Docs.Tests;

/// <summary>The public surface is written down in PublicApi.txt, so that it changes on purpose.</summary>
public class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<string, Assembly> Assemblies = new()
    {
        ["Harmony.Encoding"] = typeof(Conversation).Assembly,
        ["Harmony.Runtime"] = typeof(ITokenEngine).Assembly,
    };

    public static TheoryData<string> Projects => [.. Assemblies.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_public_surface_is_the_one_written_down(string project)
    {
        string path = TestFiles.PathOf("src", project, "PublicApi.txt");
        string actual = Describe(Assemblies[project]);
        if (Environment.GetEnvironmentVariable("HARMONY_UPDATE_API") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append($"{Kind(type)} {NameOf(type)}\n");
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append($"    {member}\n");
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsValueType ? "struct"
        : type.IsInterface ? "interface"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class"
        : "class";

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt32(Enum.Parse(type, name), provider: null)}");
        }

        IEnumerable<string> fields = type.GetFields(Declared).Where(field => field.IsPublic)
            .Select(field => field.IsLiteral ? $"const {NameOf(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}" : $"{NameOf(field.FieldType)} {field.Name}");
        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(constructor => IsVisible(constructor) && !IsGenerated(constructor)).Select(constructor => $"new({Parameters(constructor)})");
        IEnumerable<string> properties = type.GetProperties(Declared).Where(property => property.Name != "EqualityContract" && (IsVisible(property.GetMethod) || IsVisible(property.SetMethod))).Select(Property);
        IEnumerable<string> methods = type.GetMethods(Declared).Where(method => IsVisible(method) && !method.IsSpecialName && !IsGenerated(method))
            .Select(method => $"{(method.IsStatic ? "static " : "")}{NameOf(method.ReturnType)} {method.Name}({Parameters(method)})");
        return fields.Concat(constructors).Concat(properties).Concat(methods);
    }

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    /// <summary>What the compiler adds to every record.</summary>
    private static bool IsGenerated(MethodBase method) => method.IsDefined(typeof(CompilerGeneratedAttribute));

    private static string Property(PropertyInfo property)
    {
        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Length > 0;
        string accessors = (IsVisible(property.GetMethod) ? "get; " : "") + (IsVisible(property.SetMethod) ? isInit ? "init; " : "set; " : "");
        return $"{((property.GetMethod ?? property.SetMethod)!.IsStatic ? "static " : "")}{NameOf(property.PropertyType)} {property.Name} {{ {accessors}}}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.IsOut ? "out " : "")}{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + (parameter.DefaultValue ?? "null") : "")}"));

    private static string NameOf(Type type)
    {
        if (type.HasElementType)
        {
            string suffix = type.IsArray ? "[]" : type.IsPointer ? "*" : "";
            return NameOf(type.GetElementType()!) + suffix;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return NameOf(underlying) + "?";
        }

        string name = type.Namespace == "System" || type.Namespace?.StartsWith("System.", StringComparison.Ordinal) == true ? type.Name : type.FullName ?? type.Name;
        int tick = name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
