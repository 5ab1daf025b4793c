namespace Harmony.Grammar;

/// <summary>The two ways in which the Harmony format is written.</summary>
public enum HarmonyDialect
{
    /// <summary>As openai-harmony 0.0.8 writes it.</summary>
    OpenAI,

    /// <summary>
    /// As oss-harmony 0.0.11, its living fork, writes it: in the order in which the model itself writes a call, so that
    /// a call that is rendered again is what the engine's cache holds.
    /// </summary>
    Oss,
}
