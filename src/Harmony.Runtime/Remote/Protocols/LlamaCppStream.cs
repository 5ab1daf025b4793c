using System.Text.Json;
using Harmony.Buffers;
using Harmony.Tokenization;

namespace Harmony.Remote;

/// <summary>
/// Restores the ids that llama.cpp's streams leave out. An event has the id that was just generated. While the text generated so
/// far ends inside a character, no event is sent, and the id of that part of the character is never sent. The event that ends the
/// character has its whole text and only the last id. The rest of that text is encoded again: it ends inside a character, which
/// leaves hardly more than one way to encode it. (Whole answers have all ids.)
/// </summary>
internal static class LlamaCppStream
{
    private const int StackBytes = 512;

    /// <summary>Replaces the ids of an event by those of its whole text.</summary>
    /// <param name="ids">The event's ids.</param>
    /// <param name="content">A reader at the event's text; a new one if there is none.</param>
    /// <exception cref="AttemptException">The missing ids cannot be restored from the text.</exception>
    public static void RestoreIds(TokenBuffer ids, ref Utf8JsonReader content)
    {
        // A special token has no text, unless the server was started with --special.
        if (ids.Count != 1 || content.TokenType != JsonTokenType.String || content.ValueSpan.IsEmpty)
        {
            return;
        }

        Span<byte> text = content.ValueSpan.Length <= StackBytes ? stackalloc byte[StackBytes] : new byte[content.ValueSpan.Length];
        text = text[..content.CopyString(text)];
        int id = ids[0];
        if (IsTextOf(id, text))
        {
            return;
        }

        // A token has at least one byte.
        Span<int> encoded = text.Length <= StackBytes ? stackalloc int[StackBytes] : new int[text.Length];
        O200kTokenizer.TryEncode(text, encoded, out int count);
        if (count < 2 || encoded[count - 1] != id)
        {
            throw CreateLeftOut($"of the text '{ServerError.Quote(text)}', which ends with the id {id}, and they cannot be restored from it");
        }

        ids.Clear();
        ids.Append(encoded[..count]);
    }

    /// <summary>Checks an answer that ended at one of the model's end ids: after an incomplete character, that id is left out as
    /// well. (At the maximum, a part of a character may be left out, which does no harm.)</summary>
    /// <exception cref="AttemptException">The id is missing.</exception>
    public static void CheckEnd(AnswerEvent answer)
    {
        int? last = answer.Ids.Count > 0 ? answer.Ids[answer.Ids.Count - 1] : answer.LastIdBefore;
        if (last is not { } id || !EndIds.Contains(id))
        {
            throw CreateLeftOut("before the end, inside a character");
        }
    }

    private static AttemptException CreateLeftOut(string where) => AttemptException.Malformed(
        $"left out ids {where}; set RemoteEngineOptions.Stream to false: whole answers have all ids");

    private static bool IsTextOf(int id, ReadOnlySpan<byte> text)
    {
        Span<byte> own = stackalloc byte[TokenDecoder.MaxBytesPerId];
        return O200kTokenizer.TryDecodeToUtf8([id], own, out int length) && text.SequenceEqual(own[..length]);
    }
}
