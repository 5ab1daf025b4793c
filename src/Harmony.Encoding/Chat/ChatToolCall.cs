using System.Security.Cryptography;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Chat;

/// <summary>A call that the model made, as chat completions have it.</summary>
/// <param name="Id">What its result names it by: <c>call_</c> and 24 letters and digits, made at random.</param>
/// <param name="Recipient">Whom the model called, with the namespace: it is what <see cref="Message.ToolResult"/>
/// wants.</param>
/// <param name="Arguments">The arguments as the model wrote them, be it JSON or not.</param>
public sealed record ChatToolCall(string Id, string Recipient, string Arguments)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int RandomLength = 24;

    /// <summary>The name in a chat completion: of the namespace <c>functions</c> without it, of others as it is.</summary>
    public string Name => Recipient.StartsWith(ToolNamespace.FunctionsPrefix, StringComparison.Ordinal) ? Recipient[ToolNamespace.FunctionsPrefix.Length..] : Recipient;

    internal static string NewId() => "call_" + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    /// <summary>The <see cref="Name"/> for a recipient in UTF-8.</summary>
    internal static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> recipient) =>
        recipient.StartsWith(FormatWords.FunctionsPrefixUtf8) ? recipient[ToolNamespace.FunctionsPrefix.Length..] : recipient;
}
