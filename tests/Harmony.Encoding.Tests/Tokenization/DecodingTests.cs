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

    private static readonly Gen<(int[] Ids, int Room)[]> IdsInBlocks =
        from blocks in (from ids in Ids from room in Gen.Choose(0, 4 * TokenDecoder.MaxBytesPerId) select (ids, room)).ListOf()
        select blocks.ToArray();

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
    public void Some_at_a_time_are_the_same_as_one_by_one() => Properties.Check(IdsInBlocks, 3_000, blocks =>
    {
        var one = default(TokenDecoder);
        var some = default(TokenDecoder);
        byte[] expected = new byte[TokenDecoder.MaxBytesPerId];
        byte[] output = new byte[8 * TokenDecoder.MaxBytesPerId];
        foreach ((int[] ids, int room) in blocks)
        {
            for (int i = 0; i < ids.Length;)
            {
                Span<byte> destination = output.AsSpan(0, room);
                OperationStatus status = some.Decode(ids.AsSpan(i), destination, out int read, out int written);
                int compared = 0;
                for (int end = i + read; i < end; i++)
                {
                    Assert.True(one.TryDecode(ids[i], expected, out int length));
                    Assert.Equal(expected[..length], output[compared..(compared + length)]);
                    compared += length;
                }

                Assert.Equal(compared, written);
                Assert.Equal(i == ids.Length ? OperationStatus.Done : OperationStatus.DestinationTooSmall, status);
                if (status == OperationStatus.DestinationTooSmall)
                {
                    // The next one did not fit into what was left; into all of the room it may.
                    TokenDecoder same = some;
                    Assert.False(same.TryDecode(ids[i], new byte[room - written], out _));
                    Assert.True(some.TryDecode(ids[i], output, out written));
                    Assert.True(one.TryDecode(ids[i], expected, out int length));
                    Assert.Equal(expected[..length], output[..written]);
                    i++;
                }
            }
        }

        Assert.True(one.TryFlush(expected, out int rest));
        Assert.True(some.TryFlush(output, out int restOfSome));
        Assert.Equal(rest, restOfSome);
    });

    [Fact]
    public void A_block_with_an_id_outside_the_vocabulary_changes_nothing()
    {
        int[] emoji = [.. Encoding.UTF8.GetBytes("😀").Select(b => EmbeddedVocabulary.Table.ByteToken(b))];
        byte[] output = new byte[TokenDecoder.MaxBytesPerId];
        var decoder = default(TokenDecoder);
        Assert.Equal(OperationStatus.Done, decoder.Decode(emoji.AsSpan(0, 2), output, out int read, out int written));
        Assert.Equal((2, 0), (read, written));

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => decoder.Decode([.. emoji[2..], 1, 2, 201_089], output, out _, out _));
        Assert.Contains("index 4", error.Message, StringComparison.Ordinal);
        Assert.Equal(OperationStatus.Done, decoder.Decode(emoji.AsSpan(2), output, out _, out written));
        Assert.Equal("😀", Encoding.UTF8.GetString(output, 0, written));
    }

    [Fact]
    public void Strings_are_what_the_bytes_say() => Properties.Check(Ids, 2_000, ids =>
    {
        byte[] utf8 = new byte[O200kTokenizer.GetUtf8ByteCount(ids)];
        Assert.True(O200kTokenizer.TryDecodeToUtf8(ids, utf8, out _));
        string expected = Encoding.UTF8.GetString(utf8);
        Assert.Equal(expected, O200kTokenizer.Decode(ids));
        Assert.Equal(System.Text.Unicode.Utf8.IsValid(utf8), O200kTokenizer.TryDecode(ids, out string? text));
        Assert.True(text is null || text == expected);
    });

    [Theory]
    [InlineData("All of it is ASCII, in more than one piece. ")]
    [InlineData("Zeichen, die über die Grenze der Stücke gehen: 漢字 und 😀. ")]
    public void Long_texts_come_back(string sentence)
    {
        foreach (int bytesBefore in Enumerable.Range(0, 70))
        {
            string text = new string('x', bytesBefore) + string.Concat(Enumerable.Repeat(sentence, 300));
            int[] ids = [.. Encoding.UTF8.GetBytes(text).Select(b => EmbeddedVocabulary.Table.ByteToken(b)), .. O200kTokenizer.Encode(text)];
            Assert.Equal(text + text, O200kTokenizer.Decode(ids));
            Assert.True(O200kTokenizer.TryDecode(ids, out string? decoded));
            Assert.Equal(text + text, decoded);

            // The last character is cut short.
            int[] broken = [.. ids, EmbeddedVocabulary.Table.ByteToken(0xF0)];
            Assert.Equal(text + text + "\uFFFD", O200kTokenizer.Decode(broken));
            Assert.False(O200kTokenizer.TryDecode(broken, out _));
        }
    }

    [Fact]
    public void What_a_writer_gives_is_filled()
    {
        int[] ids = O200kTokenizer.Encode(string.Concat(Enumerable.Repeat("A writer that gives spans of one length, which tokens do not fill. ", 100)));
        int spans = 0;
        var writer = new NarrowWriter<byte>(1000, beforeSpan: () => spans++);
        O200kTokenizer.DecodeToUtf8(ids, writer);
        Assert.Equal(O200kTokenizer.Decode(ids), Encoding.UTF8.GetString([.. writer.Written]));
        Assert.Equal(7, spans);
    }

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
        Assert.Throws<ArgumentException>(() => O200kTokenizer.DecodeToUtf8([id], new NarrowWriter<byte>(1)));
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
