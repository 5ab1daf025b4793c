using System.Buffers;
using System.Text;
using FsCheck.Fluent;
using Harmony.Buffers;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

public class EncodingTests
{
    [Fact]
    public void Ids_of_random_text_are_the_naive_ones() =>
        Properties.Check(TextCases.Text, 5_000, text => Assert.Equal(NaiveTokenizer.Encode(text), O200kTokenizer.Encode(text)));

    [Fact]
    public void Pieces_of_random_text_are_the_naive_ones() =>
        Properties.Check(TextCases.Text, 5_000, text => Assert.Equal(NaiveTokenizer.Split(text), Split(text)));

    [Fact]
    public void All_ways_to_encode_agree() => Properties.Check(TextCases.Text, 2_000, text =>
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] ids = O200kTokenizer.Encode(text);

        using var buffer = new TokenBuffer();
        O200kTokenizer.Encode(utf8, buffer);
        Assert.Equal(ids, buffer.Span);

        var writer = new ArrayBufferWriter<int>(1);
        O200kTokenizer.Encode(text, writer);
        Assert.Equal(ids, writer.WrittenSpan);

        int[] span = new int[utf8.Length];
        Assert.True(O200kTokenizer.TryEncode(text, span, out int fromUtf16));
        Assert.Equal(ids, span.AsSpan(0, fromUtf16));
        Assert.True(O200kTokenizer.TryEncode(utf8, span, out int fromUtf8));
        Assert.Equal(ids, span.AsSpan(0, fromUtf8));

        Assert.Equal(ids.Length, O200kTokenizer.CountTokens(text));
        Assert.Equal(ids.Length, O200kTokenizer.CountTokens(utf8));
    });

    [Fact]
    public void Broken_UTF16_is_encoded_as_its_replacement() => Properties.Check(TextCases.BrokenText, 2_000, text =>
        Assert.Equal(O200kTokenizer.Encode(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))), O200kTokenizer.Encode(text)));

    [Fact]
    public void Broken_UTF8_is_encoded_as_its_replacement() => Properties.Check(TextCases.Bytes, 5_000, bytes =>
    {
        using var ids = new TokenBuffer();
        O200kTokenizer.Encode(bytes, ids);
        Assert.Equal(O200kTokenizer.Encode(Encoding.UTF8.GetString(bytes)), ids.Span);
    });

    [Fact]
    public void Text_in_chunks_has_the_ids_of_the_whole() => Properties.Check(TextCases.Text, 200, text =>
    {
        // Long enough for several chunks, and with safe boundaries at places that differ from case to case.
        string padded = string.Concat(Enumerable.Repeat(text + "x y\u4e2d\uff0c", 1 + (50_000 / (text.Length + 5))));
        using var whole = new TokenBuffer();
        O200kTokenizer.Encode(Encoding.UTF8.GetBytes(padded), whole);
        Assert.Equal(whole.Span, O200kTokenizer.Encode(padded));
    });

    [Fact]
    public void Boundaries_are_safe_with_any_neighbours() => Properties.Check(TextCases.Text, 3_000, text =>
    {
        int boundary = text.Length < 2 ? -1 : SafeBoundary.FindLast(EmbeddedVocabulary.Table, text, 0, text.Length - 1);
        if (boundary > 0)
        {
            int[] halves = [.. O200kTokenizer.Encode(text.AsSpan(0, boundary)), .. O200kTokenizer.Encode(text.AsSpan(boundary))];
            Assert.Equal(O200kTokenizer.Encode(text), halves);
        }
    });

    [Theory]
    [InlineData("x", 512 * 1024)]
    [InlineData(" ", 1 << 20)]
    [InlineData("7", 1 << 20)]
    [InlineData("😀", 1 << 18)]
    [InlineData("\n ", 1 << 19)]
    [InlineData("中A", 1 << 18)]
    [InlineData("\u0301", 1 << 19)]
    public void A_long_run_is_encoded_and_comes_back(string unit, int count)
    {
        // Quadratic work would take minutes here: the run's own time limit is the assertion.
        string text = string.Concat(Enumerable.Repeat(unit, count));
        int[] ids = O200kTokenizer.Encode(text);
        Assert.Equal(text, O200kTokenizer.Decode(ids));
        Assert.Equal(ids.Length, O200kTokenizer.CountTokens(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(PieceCache.MaxShortLength)]
    [InlineData(PieceCache.MaxMediumLength)] // and WordMerger.MaxLength, which is the same
    [InlineData(PieceCache.MaxLongLength)]
    [InlineData(VocabularyLayout.MaxTokenLength)]
    [InlineData(BacktrackingEncoder.StackLength)]
    public void Pieces_on_both_sides_of_a_limit_are_the_naive_ones(int limit)
    {
        // One piece each: how it is found depends on its length and its last byte; the naive encoder knows no difference.
        for (int length = limit - 2; length <= limit + 2; length++)
        {
            string letters = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * i % 23))));
            foreach (string piece in new[] { letters, letters[..^2] + "é", new string('=', length), new string('x', length) })
            {
                Assert.Equal(length, Encoding.UTF8.GetByteCount(piece));
                Assert.Single(Split(piece));
                Assert.Equal(NaiveTokenizer.Encode(piece), O200kTokenizer.Encode(piece));

                // Found in the cache, and followed by other pieces.
                Assert.Equal(NaiveTokenizer.Encode($"{piece} {piece}\n7 "), O200kTokenizer.Encode($"{piece} {piece}\n7 "));
            }
        }
    }

    [Fact]
    public void Every_token_of_whole_characters_that_is_one_piece_encodes_to_itself()
    {
        for (int id = 0; id < VocabularyLayout.TokenCount; id++)
        {
            string text = O200kTokenizer.Decode([id]);
            if (!text.Contains('\uFFFD') && Split(text).Count == 1)
            {
                Assert.Equal([id], O200kTokenizer.Encode(text));
            }
        }
    }

    [Theory]
    [InlineData(0xC3)]
    [InlineData(0xE4)]
    [InlineData(0xF4)]
    [InlineData(0xFF)]
    [InlineData(0x80)]
    public void Text_that_changes_while_it_is_encoded_is_read_within_its_bounds(byte change)
    {
        // The writer belongs to the caller, as the text does: it makes the last byte begin a sequence that ends behind it.
        byte[] utf8 = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a ", 1000)) + "a");
        int calls = 0;
        var writer = new NarrowWriter<int>(1, () => utf8[^1] = ++calls == 4 ? change : utf8[^1]);
        O200kTokenizer.Encode(utf8, writer);
        Assert.InRange(writer.Written.Count, 1000, 1005);
    }

    [Fact]
    public void A_span_that_is_too_short_takes_nothing()
    {
        Assert.False(O200kTokenizer.TryEncode("one two three", new int[2], out int written));
        Assert.Equal(0, written);
        Assert.True(O200kTokenizer.TryEncode("one two three", new int[3], out written));
        Assert.Equal(3, written);
        Assert.True(O200kTokenizer.TryEncode("", [], out written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void A_special_is_text_unless_it_is_allowed()
    {
        const string Text = "a<|start|>b<|end|><|endofprompt|><|reserved_200018|>";
        Assert.DoesNotContain(SpecialTokens.Start, O200kTokenizer.Encode(Text));

        int[] all = O200kTokenizer.Encode(Text, SpecialTokenSet.All);
        Assert.Contains(SpecialTokens.Start, all);
        Assert.Contains(SpecialTokens.End, all);
        Assert.Contains(200018, all);
        Assert.Equal(Text, O200kTokenizer.Decode(all));

        int[] some = O200kTokenizer.Encode(Text, SpecialTokenSet.Of(SpecialTokens.End));
        Assert.DoesNotContain(SpecialTokens.Start, some);
        Assert.Contains(SpecialTokens.End, some);
    }

    [Theory]
    [InlineData("<|<|start|>", 1)]
    [InlineData("<<|start|>>", 1)]
    [InlineData("<|start|><|start|>", 2)]
    [InlineData("<|start|", 0)]
    [InlineData("<|reserved_0200014|>", 0)]
    [InlineData("<|reserved_200014|>", 1)]
    [InlineData("<|reserved_200006|>", 0)]
    [InlineData("<|étart|>", 0)]
    [InlineData("<||>", 0)]
    public void Names_of_specials_are_found(string text, int count)
    {
        Assert.Equal(count, O200kTokenizer.Encode(text, SpecialTokenSet.All).Count(SpecialTokens.IsSpecial));
        using var fromUtf8 = new TokenBuffer();
        O200kTokenizer.Encode(Encoding.UTF8.GetBytes(text), fromUtf8, SpecialTokenSet.All);
        Assert.Equal(count, fromUtf8.ToArray().Count(SpecialTokens.IsSpecial));
        Assert.Equal(text, O200kTokenizer.Decode(fromUtf8.Span));
    }

    private static unsafe List<string> Split(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var pieces = new List<string>();

        // Pinned while the pieces point into it.
        fixed (byte* start = utf8)
        {
            var reader = new PreTokenizer(EmbeddedVocabulary.Table, start, utf8.Length);
            while (reader.MoveNext())
            {
                pieces.Add(Encoding.UTF8.GetString(reader.Start, reader.Length));
            }
        }

        return pieces;
    }
}
