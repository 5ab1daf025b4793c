namespace Harmony.Generators.Symbols;

/// <summary>What a type is used for.</summary>
internal enum TypeUse
{
    /// <summary>It is made of JSON.</summary>
    Argument,

    /// <summary>It is written as JSON.</summary>
    Result,
}
