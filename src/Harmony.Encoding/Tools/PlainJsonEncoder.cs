using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using Harmony.Json;

namespace Harmony.Tools;

/// <summary>
/// Escapes only what JSON demands, since a model reads the text and no HTML page shows it. .NET's most relaxed encoder also
/// escapes emoji, which then cost many tokens.
/// </summary>
internal sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    public static readonly PlainJsonEncoder Instance = new();

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => JsonString.MaxEscapeLength;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => JsonString.NeedsEscape(unicodeScalar);

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        Debug.Assert(textLength >= 0);

        // In bounds: the caller's text has textLength characters.
        var all = new ReadOnlySpan<char>(text, textLength);
        for (int i = 0; i < all.Length; i++)
        {
            bool isPair = char.IsHighSurrogate(all[i]) && i + 1 < all.Length && char.IsLowSurrogate(all[i + 1]);
            if (WillEncode(all[i]) || (char.IsSurrogate(all[i]) && !isPair))
            {
                return i;
            }

            i += isPair ? 1 : 0;
        }

        return -1;
    }

    /// <inheritdoc/>
    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Debug.Assert(bufferLength >= 0);

        // In bounds: the caller's buffer has bufferLength characters.
        var destination = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
        {
            // U+FFFD, which the caller replaces a lone surrogate with.
            return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
        }

        Span<byte> escape = stackalloc byte[JsonString.MaxEscapeLength];
        escape = escape[..JsonString.WriteEscape(unicodeScalar, escape)];
        return Ascii.ToUtf16(escape, destination, out numberOfCharactersWritten) == OperationStatus.Done;
    }
}
