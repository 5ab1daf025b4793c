namespace Harmony.Grammar;

/// <summary>How often an item comes.</summary>
internal enum GenerationCount
{
    /// <summary><c>?</c></summary>
    AtMostOnce,

    /// <summary><c>*</c></summary>
    AnyTimes,

    /// <summary><c>+</c></summary>
    AtLeastOnce,
}
