namespace Harmony.Vocabulary;

/// <summary>
/// The special tokens of o200k_harmony: ids 199998 to 201088, each with one name. Tokens without a meaning are called
/// <c>&lt;|reserved_ID|&gt;</c>.
/// </summary>
/// <remarks>
/// The names and ids are those of openai-harmony. Its last id, 201088, is one more than GPT-OSS has rows for. 200018, which
/// o200k_base calls <c>&lt;|endofprompt|&gt;</c>, is a reserved one here.
/// </remarks>
#pragma warning disable IDE0040 // The library's own part makes the class public.
static partial class SpecialTokens
#pragma warning restore IDE0040
{
    /// <summary><c>&lt;|startoftext|&gt;</c></summary>
    public const int StartOfText = 199998;

    /// <summary><c>&lt;|endoftext|&gt;</c></summary>
    public const int EndOfText = 199999;

    /// <summary><c>&lt;|return|&gt;</c>: ends the assistant's turn.</summary>
    public const int Return = 200002;

    /// <summary><c>&lt;|constrain|&gt;</c>: precedes the content type of a message.</summary>
    public const int Constrain = 200003;

    /// <summary><c>&lt;|channel|&gt;</c>: precedes the channel of a message.</summary>
    public const int Channel = 200005;

    /// <summary><c>&lt;|start|&gt;</c>: begins the header of a message.</summary>
    public const int Start = 200006;

    /// <summary><c>&lt;|end|&gt;</c>: ends a message.</summary>
    public const int End = 200007;

    /// <summary><c>&lt;|message|&gt;</c>: ends the header and begins the content of a message.</summary>
    public const int Message = 200008;

    /// <summary><c>&lt;|call|&gt;</c>: ends a message that calls its recipient, a tool.</summary>
    public const int Call = 200012;

    /// <summary>The first id of a special token.</summary>
    public const int First = 199998;

    /// <summary>The last id of a special token.</summary>
    public const int Last = 201088;
}
