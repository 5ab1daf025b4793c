namespace Harmony.Grammar;

/// <summary>The number of times that an item occurs.</summary>
internal enum GenerationCount
{
    /// <summary><c>?</c></summary>
    AtMostOnce,

    /// <summary><c>*</c></summary>
    AnyTimes,

    /// <summary><c>+</c></summary>
    AtLeastOnce,
}
