using System.Security.Cryptography;

namespace Harmony.Chat;

/// <summary>The ids that clients know calls by. A call that the model wrote has none: whoever passes it on gives it one.</summary>
public static class CallId
{
    private const string Prefix = "call_";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int RandomLength = 24;

    /// <summary>Creates a new id: <c>call_</c> and 24 random letters and digits.</summary>
    public static string New() => Prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);
}
