namespace Harmony.Vocabulary;

/// <summary>
/// The special tokens of o200k_harmony: ids 199998 to 201088, each with one name. Those without a meaning of their own
/// are called <c>&lt;|reserved_ID|&gt;</c>.
/// </summary>
/// <remarks>
/// The names and ids are those of openai-harmony. Its last one, 201088, is one more than GPT-OSS has rows for; and
/// 200018, which o200k_base calls <c>&lt;|endofprompt|&gt;</c>, is a reserved one here.
/// </remarks>
#pragma warning disable IDE0040 // The library's own part makes the class public.
static partial class SpecialTokens
#pragma warning restore IDE0040
{
    /// <summary><c>&lt;|startoftext|&gt;</c></summary>
    public const int StartOfText = 199998;

    /// <summary><c>&lt;|endoftext|&gt;</c></summary>
    public const int EndOfText = 199999;

    /// <summary><c>&lt;|return|&gt;</c>: the assistant's turn is over.</summary>
    public const int Return = 200002;

    /// <summary><c>&lt;|constrain|&gt;</c>: the content type of a message follows.</summary>
    public const int Constrain = 200003;

    /// <summary><c>&lt;|channel|&gt;</c>: the channel of a message follows.</summary>
    public const int Channel = 200005;

    /// <summary><c>&lt;|start|&gt;</c>: a message's header follows.</summary>
    public const int Start = 200006;

    /// <summary><c>&lt;|end|&gt;</c>: the message is over.</summary>
    public const int End = 200007;

    /// <summary><c>&lt;|message|&gt;</c>: the header is over, the content follows.</summary>
    public const int Message = 200008;

    /// <summary><c>&lt;|call|&gt;</c>: the message is over and wants its recipient, a tool, to be called.</summary>
    public const int Call = 200012;

    /// <summary>The first special id.</summary>
    public const int First = 199998;

    /// <summary>The last special id.</summary>
    public const int Last = 201088;
}
