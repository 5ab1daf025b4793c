using System.Reflection;
using Harmony.Vocabulary;

namespace Harmony.Generators.Rendering;

/// <summary>The ids of the special tokens that a grammar names.</summary>
internal static class SpecialTokenIds
{
    /// <summary>The id of a name such as <c>&lt;|start|&gt;</c>, which the constants of <see cref="SpecialTokens"/> have without its brackets.</summary>
    public static int Of(string name) =>
        typeof(SpecialTokens).GetField(name.Trim('<', '|', '>'), BindingFlags.Public | BindingFlags.Static | BindingFlags.IgnoreCase)?.GetRawConstantValue() is int id
            ? id
            : throw new NotSupportedException($"Unknown special token: {name}.");
}
