namespace Harmony.Grammar;

/// <summary>The two dialects of the Harmony format.</summary>
public enum HarmonyDialect
{
    /// <summary>The dialect of openai-harmony 0.0.8. The default.</summary>
    OpenAI,

    /// <summary>
    /// The dialect of oss-harmony 0.0.11, the maintained fork of openai-harmony. A call is rendered in the order in which the model writes
    /// it, so that the engine's cache still matches when the call is rendered again.
    /// </summary>
    Oss,
}
