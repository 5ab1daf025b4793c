using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Harmony.Buffers;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Verification;

/// <summary>encode.jsonl: the ids of a text in UTF-16 and UTF-8, without and with special tokens.</summary>
internal sealed class EncodeKind() : GoldenKind("encode")
{
    public override void Check(GoldenCase line, GoldenReport report)
    {
        string text = line["text"].GetString()!;
        string? problem = Compare(text, line.RequiredIds("ids"), null);
        if (problem is null && line.Ids("with_specials") is { } withSpecials)
        {
            problem = Compare(text, withSpecials, SpecialTokenSet.All);
        }

        report.Add(line.Line, problem);
    }

    private static string? Compare(string text, int[] expected, SpecialTokenSet? allowed)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        using var fromUtf8 = new TokenBuffer();
        O200kTokenizer.Encode(utf8, fromUtf8, allowed);
        int[] fromUtf16 = O200kTokenizer.Encode(text, allowed);
        string what = allowed is null ? "text" : "text with specials";
        return IdDifference.Explain(what, expected, fromUtf16)
            ?? IdDifference.Explain($"{what} in UTF-8", expected, fromUtf8.Span)
            ?? CompareCounts(expected.Length, O200kTokenizer.CountTokens(text, allowed), O200kTokenizer.CountTokens(utf8, allowed));
    }

    private static string? CompareCounts(int expected, int fromUtf16, int fromUtf8) =>
        fromUtf16 == expected && fromUtf8 == expected ? null : $"counted {fromUtf16} and, in UTF-8, {fromUtf8} tokens, expected {expected}";
}

/// <summary>decode.jsonl: the bytes and the text of ids, decoded at once and one by one, or their refusal.</summary>
internal sealed class DecodeKind() : GoldenKind("decode")
{
    public override void Check(GoldenCase line, GoldenReport report)
    {
        int[] ids = line.RequiredIds("ids");
        report.Add(line.Line, CheckBytes(ids, line["bytes_hex"].GetString()) ?? CheckText(ids, line["utf8"].GetString()));
    }

    private static string? CheckBytes(int[] ids, string? expected)
    {
        string? actual = null;
        try
        {
            byte[] bytes = new byte[O200kTokenizer.GetUtf8ByteCount(ids)];
            O200kTokenizer.TryDecodeToUtf8(ids, bytes, out _);
            actual = Convert.ToHexStringLower(bytes);
        }
        catch (ArgumentOutOfRangeException)
        {
            // Refused.
        }

        return actual == expected ? null : $"bytes {actual ?? "(refused)"}, expected {expected ?? "a refusal"}";
    }

    private static string? CheckText(int[] ids, string? expected)
    {
        O200kTokenizer.TryDecode(ids, out string? actual);
        if (actual != expected)
        {
            return $"text {actual ?? "(refused)"}, expected {expected ?? "a refusal"}";
        }

        return expected is null || OneByOne(ids) == expected ? null : $"one by one: {OneByOne(ids)}, expected {expected}";
    }

    private static string OneByOne(int[] ids)
    {
        var text = new ArrayBufferWriter<byte>();
        var decoder = default(TokenDecoder);
        foreach (int id in ids)
        {
            decoder.Decode(id, text);
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}

/// <summary>specials.jsonl: the name and id of each special token; in the last line, the stop tokens.</summary>
internal sealed class SpecialsKind() : GoldenKind("specials")
{
    public override void Check(GoldenCase line, GoldenReport report) =>
        report.Add(line.Line, line.Has("text") ? CheckName(line) : CheckStops(line));

    private static string? CheckName(GoldenCase line)
    {
        string name = line["text"].GetString()!;
        int[] expected = line.RequiredIds("ids");
        int id = expected[0];
        if (!SpecialTokens.TryGetId(name, out int found) || found != id)
        {
            return $"{name} has the id {found}, expected {id}";
        }

        string decoded = line["decodes_to"].GetString()!;
        return SpecialTokens.GetName(id) != decoded || O200kTokenizer.Decode([id]) != decoded
            ? $"{id} is {SpecialTokens.GetName(id)}, expected {decoded}"
            : IdDifference.Explain(name, expected, O200kTokenizer.Encode(name, SpecialTokenSet.Of(id)));
    }

    private static string? CheckStops(GoldenCase line)
    {
        string? problem = IdDifference.Explain("stop", line.RequiredIds("stop"), SpecialTokens.Stop)
            ?? IdDifference.Explain("stop_assistant", line.RequiredIds("stop_assistant"), SpecialTokens.StopForAssistantActions);
        int wrong = Array.FindIndex(line.RequiredIds("not_special"), SpecialTokens.IsSpecial);
        return problem ?? (wrong >= 0 ? $"not_special: the id at index {wrong} is special" : null);
    }
}

/// <summary>code-points.jsonl: a digest of the ids of 256 code points in a context; a case is a block in a context.</summary>
internal sealed class CodePointsKind() : GoldenKind("code-points")
{
    private const int BlockSize = 256;

    // The first line lists the contexts, with {c} in place of the code point.
    private string[]? _contexts;

    public override void Check(GoldenCase line, GoldenReport report)
    {
        if (line.Has("contexts"))
        {
            _contexts = [.. line["contexts"].EnumerateArray().Select(context => context.GetString()!)];
            return;
        }

        string[] contexts = _contexts ?? throw new FormatException("the first line has to list the contexts");
        int block = int.Parse(line["block"].GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        JsonElement digests = line["digests"];
        if (digests.GetArrayLength() != contexts.Length)
        {
            throw new FormatException($"there are {digests.GetArrayLength()} digests for {contexts.Length} contexts");
        }

        for (int i = 0; i < contexts.Length; i++)
        {
            string actual = Digest(contexts[i], block);
            string expected = digests[i].GetString()!;
            report.Add(line.Line, actual == expected ? null : $"U+{block:X4} to U+{block + BlockSize - 1:X4} in the context \"{contexts[i]}\": the digest is {actual}, expected {expected}");
        }
    }

    private static string Digest(string context, int block)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var ids = new TokenBuffer();
        var text = new StringBuilder();
        for (int codePoint = block; codePoint < block + BlockSize; codePoint++)
        {
            ids.Clear();
            O200kTokenizer.Encode(context.Replace("{c}", char.ConvertFromUtf32(codePoint), StringComparison.Ordinal), ids);
            text.AppendJoin(',', ids.ToArray()).Append('\n');
        }

        hash.AppendData(Encoding.ASCII.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
