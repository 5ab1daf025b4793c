using System.Text;
using Harmony.Buffers;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

public class OffsetTests
{
    [Fact]
    public void Offsets_cover_the_text() => Properties.Check(TextCases.Text, 2_000, text =>
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int[] ids = O200kTokenizer.Encode(text);
        var offsets = new TokenOffset[ids.Length];
        O200kTokenizer.GetOffsets(text, ids, offsets);

        int place = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            // Bytes follow one another, and are the token's own.
            Assert.Equal(place, offsets[i].ByteStart);
            place += offsets[i].ByteLength;
            byte[] token = new byte[offsets[i].ByteLength];
            Assert.True(O200kTokenizer.TryDecodeToUtf8([ids[i]], token, out _));
            Assert.Equal(utf8[offsets[i].ByteStart..place], token);

            // Characters are those that the bytes belong to.
            int charEnd = offsets[i].CharStart + offsets[i].CharLength;
            Assert.InRange(offsets[i].ByteStart, Encoding.UTF8.GetByteCount(text.AsSpan(0, offsets[i].CharStart)), utf8.Length);
            Assert.InRange(Encoding.UTF8.GetByteCount(text.AsSpan(0, charEnd)), place, utf8.Length);
        }

        Assert.Equal(utf8.Length, place);

        var fromUtf8 = new TokenOffset[ids.Length];
        O200kTokenizer.GetOffsets(utf8, ids, fromUtf8);
        Assert.Equal(offsets, fromUtf8);
    });

    [Fact]
    public void A_token_inside_a_character_has_the_whole_character()
    {
        int[] bytes = [.. Encoding.UTF8.GetBytes("😀").Select(b => EmbeddedVocabulary.Table.ByteToken(b))];
        int[] ids = [.. O200kTokenizer.Encode("a"), .. bytes];
        var offsets = new TokenOffset[ids.Length];
        O200kTokenizer.GetOffsets("a😀", ids, offsets);
        Assert.Equal(new TokenOffset(0, 1, 0, 1), offsets[0]);
        Assert.Equal(new TokenOffset(1, 1, 1, 2), offsets[1]);
        Assert.Equal(new TokenOffset(4, 1, 1, 2), offsets[4]);
    }

    [Fact]
    public void Broken_text_has_its_own_offsets()
    {
        int[] ids = O200kTokenizer.Encode("a\ud800b");
        var offsets = new TokenOffset[ids.Length];
        O200kTokenizer.GetOffsets("a\ud800b", ids, offsets);
        Assert.Equal(3, offsets[^1].CharStart + offsets[^1].CharLength);
        Assert.Equal(5, offsets[^1].ByteStart + offsets[^1].ByteLength);

        byte[] utf8 = [(byte)'a', 0xE2, 0x82, (byte)'b'];
        using var buffer = new TokenBuffer();
        O200kTokenizer.Encode(utf8, buffer);
        offsets = new TokenOffset[buffer.Count];
        O200kTokenizer.GetOffsets(utf8, buffer.Span, offsets);
        Assert.Equal(4, offsets[^1].ByteStart + offsets[^1].ByteLength);
        Assert.Equal(3, offsets[^1].CharStart + offsets[^1].CharLength);
    }

    [Fact]
    public void Specials_have_offsets_too()
    {
        const string Text = "a<|end|>b";
        int[] ids = O200kTokenizer.Encode(Text, SpecialTokenSet.All);
        var offsets = new TokenOffset[ids.Length];
        O200kTokenizer.GetOffsets(Text, ids, offsets);
        Assert.Equal(new TokenOffset(1, 7, 1, 7), offsets[1]);
    }

    [Fact]
    public void Ids_of_another_text_are_refused()
    {
        int[] ids = O200kTokenizer.Encode("hello world");
        var offsets = new TokenOffset[ids.Length];
        Assert.Throws<ArgumentException>(() => O200kTokenizer.GetOffsets("hello there", ids, offsets));
        Assert.Throws<ArgumentException>(() => O200kTokenizer.GetOffsets("hello", ids, offsets));
        Assert.Throws<ArgumentException>(() => O200kTokenizer.GetOffsets("hello world!", ids, offsets));
        Assert.Throws<ArgumentException>(() => O200kTokenizer.GetOffsets("hello world", ids, offsets.AsSpan(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.GetOffsets("hello world", [-1], offsets));
        O200kTokenizer.GetOffsets("", [], []);
    }
}
