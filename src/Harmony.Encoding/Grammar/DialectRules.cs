namespace Harmony.Grammar;

/// <summary>What the dialects do differently, as data: nothing else in the library asks which dialect it is.</summary>
/// <param name="PutsCommentaryFirst">On the channel commentary, the channel stands before the recipient.</param>
/// <param name="ConstrainsEveryType">Every content type gets a <c>&lt;|constrain|&gt;</c>, whether it brings one or not.</param>
/// <param name="SignsExponents">A number's exponent above zero gets a plus sign.</param>
/// <param name="DropsFurtherChannels">When a header is read, the channels after its first are dropped; else they are words.</param>
internal readonly record struct DialectRules(bool PutsCommentaryFirst, bool ConstrainsEveryType, bool SignsExponents, bool DropsFurtherChannels)
{
    public static DialectRules Of(HarmonyDialect dialect) => dialect switch
    {
        HarmonyDialect.OpenAI => new(PutsCommentaryFirst: false, ConstrainsEveryType: false, SignsExponents: false, DropsFurtherChannels: false),
        HarmonyDialect.Oss => new(PutsCommentaryFirst: true, ConstrainsEveryType: true, SignsExponents: true, DropsFurtherChannels: true),
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "There is no such dialect."),
    };
}
