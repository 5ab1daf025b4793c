using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>Converts the ids of a message's content to text, and returns the text that each id adds. Reused for the next message.</summary>
/// <remarks>
/// Unlike <see cref="TokenDecoder"/>, it decodes only one broken sequence for each id, as the reference does. Later bytes, valid
/// or not, are held until the next id.
/// </remarks>
internal sealed class ReferenceContent
{
    private const string Replacement = "\uFFFD";

    private readonly StringBuilder _text = new();

    // The bytes after the first _heldStart are held. They are dropped from the front, which must not cost their length.
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private int _heldStart;

    // Nothing after an id outside the vocabulary is ever decoded.
    private bool _isLost;

    /// <summary>Adds an id.</summary>
    /// <param name="id">The id. Any integer is accepted.</param>
    /// <returns>The text that is complete now, or null if there is none.</returns>
    [SkipLocalsInit]
    public string? Add(int id)
    {
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        ReadOnlySpan<byte> bytes = TokenBytes.Get(id, name);
        _isLost |= bytes.IsEmpty;
        if (_isLost)
        {
            return null;
        }

        _bytes.Write(bytes);
        string delta = TakeDelta();
        _text.Append(delta);
        return delta.Length > 0 ? delta : null;
    }

    /// <summary>Ends the content.</summary>
    /// <returns>The whole text.</returns>
    public string End()
    {
        // In this order, although the bytes came first, as in the reference.
        _text.Append(_isLost ? Replacement : "");
        _text.Append(Encoding.UTF8.GetString(_bytes.WrittenSpan[_heldStart..]));
        string text = _text.ToString();
        _text.Clear();
        _isLost = false;
        _heldStart = 0;
        _bytes.ResetWrittenCount();
        return text;
    }

    /// <summary>Decodes the valid text at the beginning of the held bytes, and the first broken sequence after it.</summary>
    private string TakeDelta()
    {
        ReadOnlySpan<byte> held = _bytes.WrittenSpan[_heldStart..];
        OperationStatus status;
        int valid = 0;
        int consumed;
        while ((status = Rune.DecodeFromUtf8(held[valid..], out _, out consumed)) == OperationStatus.Done)
        {
            valid += consumed;
        }

        // An empty rest needs more data as well, and consumes nothing.
        bool isBroken = status == OperationStatus.InvalidData;
        string delta = Encoding.UTF8.GetString(held[..valid]) + (isBroken ? Replacement : "");
        _heldStart += valid + (isBroken ? consumed : 0);
        if (_heldStart == _bytes.WrittenCount)
        {
            _heldStart = 0;
            _bytes.ResetWrittenCount();
        }

        return delta;
    }
}
