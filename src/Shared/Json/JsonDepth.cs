namespace Harmony.Json;

/// <summary>The limits of how deep JSON may be nested.</summary>
internal static class JsonDepth
{
    /// <summary>The deepest value: serde_json refuses the 128th array or object inside another.</summary>
    public const int Max = 127;

    /// <summary>The deepest schema: a conversation puts nine arrays and objects around it, and has to stay within
    /// <see cref="Max"/>.</summary>
    public const int MaxSchema = Max - 9;
}
