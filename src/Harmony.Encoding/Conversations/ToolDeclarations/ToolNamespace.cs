using Harmony.Grammar;

namespace Harmony.Conversations;

/// <summary>A named group of tools, as the model sees it. The model calls <c>NAME.TOOL</c>.</summary>
public sealed record ToolNamespace
{
    internal const string FunctionsName = FormatWords.Functions;

    /// <param name="name">The name, such as <c>functions</c>.</param>
    /// <param name="tools">The tools, in the order in which they are shown.</param>
    public ToolNamespace(string name, params IReadOnlyList<ToolDescription> tools)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
        Key = name;
        Tools = tools;
    }

    /// <summary>The name that the model sees.</summary>
    public string Name { get; }

    /// <summary>
    /// The key by which the namespaces of a message are ordered, and the namespace's key in a conversation's JSON. It equals the
    /// name, unless the conversation was read from JSON in which the two differ.
    /// </summary>
    public string Key
    {
        get;
        init
        {
            field = value ?? throw new ArgumentNullException(nameof(Key));
            Compiled = null;
        }
    }

    /// <summary>The description that the tools share, or null.</summary>
    public string? Description
    {
        get;
        init
        {
            field = value;
            Compiled = null;
        }
    }

    /// <summary>The tools. A namespace without tools is a tool itself, described by its text.</summary>
    public IReadOnlyList<ToolDescription> Tools
    {
        get;
        init
        {
            field = ValueList<ToolDescription>.CopyOf(value);
            Compiled = null;
        }
    }

    /// <summary>The ids of these tools if they were computed when the program was compiled. Any change drops them.</summary>
    internal CompiledTools? Compiled { get; private init; }

    /// <summary>Creates the namespace of a program's own functions, for a developer message.</summary>
    /// <param name="tools">The tools, in the order in which they are shown.</param>
    public static ToolNamespace Functions(params IReadOnlyList<ToolDescription> tools) => new(FunctionsName, tools);

    /// <summary>The browser that GPT-OSS was trained with, for a system message.</summary>
    public static ToolNamespace Browser { get; } = BuiltInTools.Browser();

    /// <summary>The Python tool that GPT-OSS was trained with, for a system message.</summary>
    public static ToolNamespace Python { get; } = BuiltInTools.Python();

    /// <summary>Whether two namespaces have equal content. Whether their ids were compiled does not matter.</summary>
    /// <param name="other">The other namespace, or null.</param>
    public bool Equals(ToolNamespace? other) =>
        other is not null && Name == other.Name && Key == other.Key && Description == other.Description && Tools.Equals(other.Tools);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Key, Description, Tools);

    internal ToolNamespace WithCompiled(CompiledTools compiled) => this with { Compiled = compiled };

    /// <summary>A copy in the order of the keys' UTF-8 bytes, that is, of their code points.</summary>
    internal static IReadOnlyList<ToolNamespace> InOrder(IReadOnlyList<ToolNamespace> namespaces)
    {
        ValueList<ToolNamespace> ordered = ValueList<ToolNamespace>.SortedCopyOf(namespaces, static (a, b) => CompareCodePoints(a.Key, b.Key), "Tools");
        for (int i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Key == ordered[i - 1].Key)
            {
                throw new ArgumentException($"Two tool namespaces have the key '{ordered[i].Key}'. Merge them into one namespace.", nameof(namespaces));
            }
        }

        return ordered;
    }

    private static int CompareCodePoints(string a, string b)
    {
        int common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length.CompareTo(b.Length);
        }

        // UTF-16 puts surrogates, which are code points above all others, before U+E000 to U+FFFF.
        bool isHighA = char.IsSurrogate(a[common]);
        bool isHighB = char.IsSurrogate(b[common]);
        return isHighA != isHighB ? isHighA.CompareTo(isHighB) : a[common].CompareTo(b[common]);
    }
}
