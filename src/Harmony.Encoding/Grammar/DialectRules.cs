namespace Harmony.Grammar;

/// <summary>What the dialects do differently apart from the forms of headers, which the grammar states.</summary>
/// <param name="SignsExponents">A number's exponent above zero gets a plus sign.</param>
/// <param name="DropsFurtherChannels">When a header is read, the channels after its first are dropped; else they are words.</param>
internal readonly record struct DialectRules(bool SignsExponents, bool DropsFurtherChannels)
{
    public static DialectRules Of(HarmonyDialect dialect) => dialect switch
    {
        HarmonyDialect.OpenAI => new(SignsExponents: false, DropsFurtherChannels: false),
        HarmonyDialect.Oss => new(SignsExponents: true, DropsFurtherChannels: true),
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "There is no such dialect."),
    };
}
