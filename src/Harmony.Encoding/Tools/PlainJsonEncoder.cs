using System.Text.Encodings.Web;

namespace Harmony.Tools;

/// <summary>
/// Escapes only what JSON demands: a model reads the text, and no page shows it. .NET's own most relaxed encoder escapes
/// emoji too, which then take a model many tokens.
/// </summary>
internal sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    public static readonly PlainJsonEncoder Instance = new();

    private const string HexDigits = "0123456789abcdef";

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => "\\u0000".Length;

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        // The caller's text has textLength characters.
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
        // The caller's buffer has bufferLength characters.
        var destination = new Span<char>(buffer, bufferLength);
        char control = (char)unicodeScalar;
        ReadOnlySpan<char> escaped = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < ' ' => ['\\', 'u', '0', '0', HexDigits[control >> 4], HexDigits[control & 0xF]],

            // Half of a surrogate pair stands for no character: what stands for it is asked for here too.
            _ => [control],
        };
        numberOfCharactersWritten = escaped.TryCopyTo(destination) ? escaped.Length : 0;
        return numberOfCharactersWritten > 0;
    }
}
