using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

public class LimitTests
{
    private static readonly Gen<(string Text, int Limit)> Cases =
        from text in Gen.Frequency((4, TextCases.Text), (1, TextCases.BrokenText), (1, TextCases.SeveralTexts))
        from limit in Gen.Frequency((3, Gen.Choose(0, 12)), (1, Gen.Choose(0, 2_000)))
        select (text, limit);

    private static readonly Gen<(byte[] Utf8, int Limit)> BrokenCases =
        from utf8 in TextCases.Bytes
        from limit in Gen.Choose(0, 12)
        select (utf8, limit);

    [Fact]
    public void Counting_up_to_a_limit_gives_the_count_or_one_more_than_the_limit() => Properties.Check(Cases, 5_000, test =>
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(test.Text);
        foreach (SpecialTokenSet specials in (SpecialTokenSet[])[SpecialTokenSet.None, SpecialTokenSet.All])
        {
            int count = O200kTokenizer.CountTokens(test.Text, specials);
            foreach (int limit in (int[])[test.Limit, Math.Max(count - 1, 0), count, count + 1])
            {
                int expected = Math.Min(count, limit + 1);
                Assert.Equal(expected, O200kTokenizer.CountUpTo(test.Text, limit, specials));
                Assert.Equal(expected, O200kTokenizer.CountUpTo(utf8, limit, specials));
            }
        }
    });

    [Fact]
    public void A_truncated_text_is_the_longest_beginning_that_ends_with_an_id_and_a_character() => Properties.Check(Cases, 5_000, test =>
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(test.Text);
        foreach (SpecialTokenSet specials in (SpecialTokenSet[])[SpecialTokenSet.None, SpecialTokenSet.All])
        {
            int[] ids = O200kTokenizer.Encode(test.Text, specials);
            var offsets = new TokenOffset[ids.Length];
            O200kTokenizer.GetOffsets(test.Text, ids, offsets);
            (int expected, int expectedLength) = Longest(offsets, test.Text.Length, test.Limit, length => O200kTokenizer.CountTokens(test.Text.AsSpan(0, length), specials));

            ReadOnlySpan<char> kept = O200kTokenizer.Truncate(test.Text, test.Limit, out int tokenCount, specials);
            Assert.Equal((expected, expectedLength), (tokenCount, kept.Length));

            ReadOnlySpan<byte> keptUtf8 = O200kTokenizer.Truncate(utf8, test.Limit, out tokenCount, specials);
            Assert.Equal(expected, tokenCount);
            Assert.Equal(Encoding.UTF8.GetBytes(test.Text[..expectedLength]), keptUtf8);
        }
    });

    [Fact]
    public void Broken_UTF8_is_truncated_between_its_replacements() => Properties.Check(BrokenCases, 5_000, test =>
    {
        string text = Encoding.UTF8.GetString(test.Utf8);
        string expected = new(O200kTokenizer.Truncate(text, test.Limit, out int expectedCount));
        ReadOnlySpan<byte> kept = O200kTokenizer.Truncate(test.Utf8, test.Limit, out int count);
        Assert.Equal((expected, expectedCount), (Encoding.UTF8.GetString(kept), count));
        Assert.Equal(O200kTokenizer.CountUpTo(text, test.Limit), O200kTokenizer.CountUpTo(test.Utf8, test.Limit));
    });

    [Fact]
    public unsafe void Text_behind_what_the_limit_needs_is_not_encoded()
    {
        // A run of so many control characters is a piece that is refused as too long, so that whatever returns has not encoded it.
        const nuint Length = 600_000_000;
        byte* memory = (byte*)NativeMemory.AllocZeroed(Length);
        try
        {
            var text = new ReadOnlySpan<byte>(memory, (int)Length);
            Assert.Equal(1_001, O200kTokenizer.CountUpTo(text, 1_000));
            Assert.Equal(0, O200kTokenizer.Truncate(text, 0, out _).Length);

            byte[] head = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ten words that stand before what nobody has to read ", 100)));
            head.CopyTo(new Span<byte>(memory, head.Length));
            Assert.Equal(901, O200kTokenizer.CountUpTo(text, 900));
            Assert.Equal(Encoding.UTF8.GetString(head).Split(' ')[..900], Encoding.UTF8.GetString(O200kTokenizer.Truncate(text, 900, out int count)).Split(' '));
            Assert.Equal(900, count);
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Fact]
    public void A_character_that_takes_several_ids_is_kept_whole_or_not_at_all()
    {
        string text = "a" + char.ConvertFromUtf32(0x10FFFF) + "b";
        int inside = O200kTokenizer.CountTokens(char.ConvertFromUtf32(0x10FFFF));
        Assert.True(inside > 1);
        for (int max = 1; max <= inside; max++)
        {
            Assert.Equal("a", O200kTokenizer.Truncate(text, max, out int count));
            Assert.Equal(1, count);
        }

        Assert.Equal(text.AsSpan(0, 3), O200kTokenizer.Truncate(text, inside + 1, out _));
    }

    [Fact]
    public void A_limit_that_is_none_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.CountUpTo("a", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.CountUpTo("a"u8, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.Truncate("a", -1, out _).Length);
        Assert.Equal(0, O200kTokenizer.CountUpTo("", 0));
        Assert.Equal("a", O200kTokenizer.Truncate("a", int.MaxValue, out _));
    }

    /// <summary>The definition: of all ends, the last one that both counts allow.</summary>
    private static (int Count, int Length) Longest(TokenOffset[] offsets, int length, int max, Func<int, int> countAlone)
    {
        for (int count = Math.Min(max, offsets.Length); count > 0; count--)
        {
            int end = offsets[count - 1].CharStart + offsets[count - 1].CharLength;
            if ((count == offsets.Length ? end == length : offsets[count].CharStart == end) && countAlone(end) <= max)
            {
                return (count, end);
            }
        }

        return (0, 0);
    }
}
