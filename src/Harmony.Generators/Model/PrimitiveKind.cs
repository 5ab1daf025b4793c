namespace Harmony.Generators.Model;

/// <summary>The types that the library reads and writes itself; each has the name of the reader's method.</summary>
internal enum PrimitiveKind
{
    Boolean,
    Byte,
    SByte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Decimal,
    Char,
    String,
    DateTime,
    DateTimeOffset,
    DateOnly,
    TimeOnly,
    TimeSpan,
    Guid,
    Uri,

    /// <summary>Bytes in Base64.</summary>
    Bytes,

    /// <summary>Any JSON at all.</summary>
    Element,
}
