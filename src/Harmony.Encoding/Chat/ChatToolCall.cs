using System.Security.Cryptography;

namespace Harmony.Chat;

/// <summary>A call that the model made, as chat completions have it.</summary>
/// <param name="Id">What its result names it by: <c>call_</c> and 24 letters and digits.</param>
/// <param name="Name">The function; of the namespace <c>functions</c> without it, of others as the model wrote it.</param>
/// <param name="Arguments">The arguments as the model wrote them, be it JSON or not.</param>
public sealed record ChatToolCall(string Id, string Name, string Arguments)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int RandomLength = 24;

    internal static string NewId() => "call_" + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    /// <summary>The name in a recipient: <c>functions.get_weather</c> is <c>get_weather</c>.</summary>
    internal static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> recipient) =>
        recipient.StartsWith("functions."u8) ? recipient["functions.".Length..] : recipient;

    /// <inheritdoc cref="NameIn(ReadOnlySpan{byte})"/>
    internal static string NameIn(string recipient) =>
        recipient.StartsWith("functions.", StringComparison.Ordinal) ? recipient["functions.".Length..] : recipient;
}
