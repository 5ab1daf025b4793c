using System.Text;
using FsCheck.Fluent;
using Harmony.Generators.Vocabulary;
using Harmony.Tokenization;

namespace Harmony.Generators.Tests.Tokenization;

public class SafeBoundaryTests
{
    [Theory]
    [InlineData("letter, other", "word| ", "word|\n", "word|.", "word|5", "中|、", "É|-")]
    [InlineData("number, other", "5| ", "5|a", "5|.", "5|\n", "½|中", "5|\u0301", "5|'")]
    [InlineData("punctuation, number", ".|5", "'|5", "/|½", "😀|5")]
    [InlineData("punctuation, space", ".| ", "'|\t", "/|\u3000", "😀| ", "|| ")]
    [InlineData("mark, number", "e\u0301|5", "\u0301|5")]
    [InlineData("mark, space", "e\u0301| ", "\u0301|\t")]
    [InlineData("line break, other", "\n|a", "\n|5", "\r|.", ".\n|#", "\n|'", "\n|\u0301", "\n|中")]
    public void A_place_is_safe_with_any_neighbours(string rule, params string[] boundaries)
    {
        Assert.NotEmpty(rule);
        (byte[] Before, byte[] After)[] places = [.. boundaries.Select(AtLastBar)];
        foreach ((byte[] before, byte[] after) in places)
        {
            byte[] text = [.. before, .. after];
            Assert.Equal(before.Length, SafeBoundary.LastBefore(EmbeddedCompactVocabulary.Table, text));
            Assert.Equal(before.Length, SafeBoundary.FirstAfter(EmbeddedCompactVocabulary.Table, text.AsSpan(LastCodePoint(before))) + LastCodePoint(before));
        }

        Properties.Check(TwoTexts, 500, texts =>
        {
            foreach ((byte[] before, byte[] after) in places)
            {
                AssertIsSafe(texts.Before + Encoding.UTF8.GetString(before), Encoding.UTF8.GetString(after) + texts.After);
            }
        });
    }

    [Theory]
    [InlineData("wo|rd")]
    [InlineData("word|'s")]
    [InlineData("word|\u0301")]
    [InlineData("12|3")]
    [InlineData(".|.")]
    [InlineData(".|\n")]
    [InlineData("'|s")]
    [InlineData("\u0301|\n")]
    [InlineData("\u0301|.")]
    [InlineData(" |a")]
    [InlineData("  |5")]
    [InlineData("\n| ")]
    [InlineData("\n|\n")]
    [InlineData("\n|/")]
    public void A_place_that_is_not_always_safe_is_not_a_boundary(string place)
    {
        (byte[] before, byte[] after) = AtLastBar(place);
        int last = LastCodePoint(before);
        byte[] pair = [.. before.AsSpan(last), .. after];
        Assert.NotEqual(before.Length - last, SafeBoundary.LastBefore(EmbeddedCompactVocabulary.Table, pair));
        Assert.NotEqual(before.Length - last, SafeBoundary.FirstAfter(EmbeddedCompactVocabulary.Table, pair));
    }

    [Fact]
    public void The_last_boundary_before_unknown_text_is_safe()
    {
        int found = 0;
        Properties.Check(TwoTexts, 5_000, texts =>
        {
            byte[] known = Encoding.UTF8.GetBytes(texts.Before);
            int boundary = SafeBoundary.LastBefore(EmbeddedCompactVocabulary.Table, known);
            AssertIsSafe(Encoding.UTF8.GetString(known, 0, boundary), Encoding.UTF8.GetString(known, boundary, known.Length - boundary) + texts.After);
            found += boundary > 0 ? 1 : 0;
        });
        Assert.True(found > 1_000, $"only {found} boundaries were found");
    }

    [Fact]
    public void The_first_boundary_after_unknown_text_is_safe()
    {
        int found = 0;
        Properties.Check(TwoTexts, 5_000, texts =>
        {
            byte[] known = Encoding.UTF8.GetBytes(texts.After);
            int boundary = SafeBoundary.FirstAfter(EmbeddedCompactVocabulary.Table, known);
            AssertIsSafe(texts.Before + Encoding.UTF8.GetString(known, 0, boundary), Encoding.UTF8.GetString(known, boundary, known.Length - boundary));
            found += boundary < known.Length ? 1 : 0;
        });
        Assert.True(found > 1_000, $"only {found} boundaries were found");
    }

    [Fact]
    public void A_text_without_a_boundary_has_none()
    {
        Assert.Equal(0, SafeBoundary.LastBefore(EmbeddedCompactVocabulary.Table, "word"u8));
        Assert.Equal(4, SafeBoundary.FirstAfter(EmbeddedCompactVocabulary.Table, "word"u8));
        Assert.Equal(0, SafeBoundary.LastBefore(EmbeddedCompactVocabulary.Table, []));
        Assert.Equal(0, SafeBoundary.FirstAfter(EmbeddedCompactVocabulary.Table, []));
    }

    private static FsCheck.Gen<(string Before, string After)> TwoTexts { get; } =
        from before in TextCases.Text
        from after in TextCases.Text
        select (before, after);

    private static void AssertIsSafe(string before, string after)
    {
        int[] halves = [.. O200kTokenizer.Encode(before), .. O200kTokenizer.Encode(after)];
        Assert.Equal(O200kTokenizer.Encode(before + after), halves);
    }

    private static (byte[] Before, byte[] After) AtLastBar(string place)
    {
        int bar = place.LastIndexOf('|');
        return (Encoding.UTF8.GetBytes(place[..bar]), Encoding.UTF8.GetBytes(place[(bar + 1)..]));
    }

    /// <summary>The start of the last code point of a text.</summary>
    private static int LastCodePoint(byte[] utf8) => Array.FindLastIndex(utf8, value => (value & 0xC0) != 0x80);
}
