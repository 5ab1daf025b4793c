using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Tokens as text with one character for each byte, by GPT-2's table: a byte that is a visible character of Latin-1 becomes
/// that character; the others become those from U+0100 on, in order.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ByteLevelNames
{
    private const int FirstSubstitute = 0x100;

    private readonly char[] _characters = new char[byte.MaxValue + 1];
    private readonly char[] _name = new char[VocabularyLayout.MaxTokenLength];

    public ByteLevelNames()
    {
        int substitute = FirstSubstitute;
        for (int value = 0; value < _characters.Length; value++)
        {
            bool isVisible = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            _characters[value] = (char)(isVisible ? value : substitute++);
        }
    }

    /// <summary>The name of an ordinary token, valid until the next call.</summary>
    public ReadOnlySpan<char> Of(int id)
    {
        ReadOnlySpan<byte> bytes = EmbeddedVocabulary.Table.TokenBytes(id);
        for (int i = 0; i < bytes.Length; i++)
        {
            _name[i] = _characters[bytes[i]];
        }

        return _name.AsSpan(0, bytes.Length);
    }
}
