using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

public class DecodingTests
{
    private static readonly Gen<int[]> Ids =
        from ids in Gen.Frequency((5, Gen.Choose(0, 300)), (3, Gen.Choose(0, 199_997)), (1, Gen.Choose(199_998, 201_088))).ListOf()
        select ids.ToArray();

    [Fact]
    public void Room_makes_no_difference() => Properties.Check(Ids, 2_000, ids =>
    {
        // With room to spare tokens are copied in whole registers; never past the end of the destination.
        byte[] exact = new byte[O200kTokenizer.GetUtf8ByteCount(ids)];
        Assert.True(O200kTokenizer.TryDecodeToUtf8(ids, exact, out _));
        foreach (int room in (int[])[0, 1, 15, 16, 17, 127, 128, 129, 1_000])
        {
            byte[] memory = new byte[exact.Length + room + 64];
            memory.AsSpan().Fill(0xEE);
            Assert.True(O200kTokenizer.TryDecodeToUtf8(ids, memory.AsSpan(0, exact.Length + room), out int written));
            Assert.Equal(exact, memory[..written]);
            Assert.All(memory[(exact.Length + room)..], value => Assert.Equal(0xEE, value));
        }
    });

    [Fact]
    public void Every_token_alone_is_the_token_among_others()
    {
        byte[] alone = new byte[VocabularyLayout.MaxTokenLength];
        byte[] roomy = new byte[4 * VocabularyLayout.MaxTokenLength];
        for (int id = 0; id < VocabularyLayout.TokenCount; id++)
        {
            int length = O200kTokenizer.GetUtf8ByteCount([id]);
            Assert.True(O200kTokenizer.TryDecodeToUtf8([id], alone.AsSpan(0, length), out _));
            Assert.True(O200kTokenizer.TryDecodeToUtf8([id, id], roomy, out int written));
            Assert.Equal(2 * length, written);
            Assert.True(roomy.AsSpan(0, length).SequenceEqual(alone.AsSpan(0, length)) && roomy.AsSpan(length, length).SequenceEqual(alone.AsSpan(0, length)), $"{id}");
        }
    }

    [Fact]
    public void Text_comes_back() => Properties.Check(TextCases.Text, 2_000, text =>
    {
        int[] ids = O200kTokenizer.Encode(text);
        Assert.Equal(text, O200kTokenizer.Decode(ids));
        Assert.True(O200kTokenizer.TryDecode(ids, out string? decoded));
        Assert.Equal(text, decoded);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), O200kTokenizer.GetUtf8ByteCount(ids));
    });

    [Fact]
    public void One_by_one_is_the_same_as_at_once() => Properties.Check(Ids, 5_000, ids =>
    {
        var text = new ArrayBufferWriter<byte>();
        var decoder = default(TokenDecoder);
        foreach (int id in ids)
        {
            int before = text.WrittenCount;
            decoder.Decode(id, text);
            Assert.True(System.Text.Unicode.Utf8.IsValid(text.WrittenSpan[before..]));
        }

        Assert.True(decoder.TryFlush(text.GetSpan(3), out int flushed));
        text.Advance(flushed);
        Assert.Equal(O200kTokenizer.Decode(ids), Encoding.UTF8.GetString(text.WrittenSpan));
    });

    [Fact]
    public void A_split_sequence_is_held_back_until_it_is_whole()
    {
        // The bytes of an emoji as single-byte tokens.
        int[] ids = [.. Encoding.UTF8.GetBytes("😀").Select(b => EmbeddedVocabulary.Table.ByteToken(b))];
        Span<byte> output = stackalloc byte[TokenDecoder.MaxBytesPerId];
        var decoder = default(TokenDecoder);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(decoder.TryDecode(ids[i], output, out int held));
            Assert.Equal(0, held);
        }

        TokenDecoder checkpoint = decoder;
        Assert.True(decoder.TryDecode(ids[3], output, out int written));
        Assert.Equal("😀", Encoding.UTF8.GetString(output[..written]));

        // The copy still holds the three bytes: another byte breaks the sequence there.
        Assert.True(checkpoint.TryDecode(EmbeddedVocabulary.Table.ByteToken((byte)'!'), output, out written));
        Assert.Equal("\uFFFD!", Encoding.UTF8.GetString(output[..written]));
    }

    [Fact]
    public void A_call_that_does_not_fit_can_be_made_again()
    {
        int id = O200kTokenizer.Encode("hello").Single();
        var decoder = default(TokenDecoder);
        Assert.False(decoder.TryDecode(id, new byte[4], out int written));
        Assert.Equal(0, written);
        Assert.True(decoder.TryDecode(id, new byte[5], out written));
        Assert.Equal(5, written);

        decoder.TryDecode(EmbeddedVocabulary.Table.ByteToken(0xE2), new byte[3], out _);
        Assert.False(decoder.TryFlush(new byte[2], out _));
        Assert.True(decoder.TryFlush(new byte[3], out written));
        Assert.Equal(3, written);
        Assert.True(decoder.TryFlush([], out written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void A_writer_that_gives_too_little_room_is_an_error()
    {
        int id = O200kTokenizer.Encode("hello").Single();
        Assert.Throws<ArgumentException>(() => default(TokenDecoder).Decode(id, new NarrowWriter<byte>(1)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(201_089)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Ids_outside_the_vocabulary_are_refused(int id)
    {
        int[] ids = [0, id];
        Assert.False(O200kTokenizer.TryDecode(ids, out _));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.Decode(ids));
        Assert.Contains("index 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.TryDecodeToUtf8(ids, new byte[99], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.DecodeToUtf8(ids, new ArrayBufferWriter<byte>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(TokenDecoder).TryDecode(id, new byte[999], out _));
    }

    [Fact]
    public void Bytes_go_to_a_writer_or_a_span()
    {
        int[] ids = [SpecialTokens.Start, .. O200kTokenizer.Encode("héllo")];
        byte[] expected = Encoding.UTF8.GetBytes("<|start|>héllo");
        var writer = new ArrayBufferWriter<byte>();
        O200kTokenizer.DecodeToUtf8(ids, writer);
        Assert.Equal(expected, writer.WrittenSpan);

        byte[] span = new byte[expected.Length];
        Assert.False(O200kTokenizer.TryDecodeToUtf8(ids, span.AsSpan(1), out int written));
        Assert.Equal(0, written);
        Assert.True(O200kTokenizer.TryDecodeToUtf8(ids, span, out written));
        Assert.Equal(expected, span[..written]);
    }
}
