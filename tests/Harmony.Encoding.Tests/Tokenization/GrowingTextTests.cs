using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Harmony.Tokenization;

namespace Harmony.Tests.Tokenization;

public class GrowingTextTests
{
    /// <summary>Long texts with few safe boundaries.</summary>
    private static readonly Gen<string> RepetitiveText =
        from atoms in Gen.Elements("x", "aB", "中A", "中", "A", "'a", "'s", " ", "\n ", "  \n", "\n/", "/", "1", "-", "😀", "\u0301", "é", "AAé", "don't'll", ".\n", "\ufffd").ListOf(3)
        from counts in Gen.Elements(1, 2, 3, 30, 100, 200, 700).ListOf(3)
        select string.Concat(atoms.Zip(counts, (atom, count) => string.Concat(Enumerable.Repeat(atom, count))));

    private static readonly Gen<string> AnyText = Gen.Frequency((3, TextCases.Text), (1, TextCases.BrokenText), (2, RepetitiveText));

    private static readonly Gen<Edit> EditCase =
        from kind in Gen.Frequency((4, Gen.Constant(0)), (4, Gen.Constant(1)), (1, Gen.Constant(2)), (2, Gen.Constant(3)), (1, Gen.Constant(4)))
        from text in AnyText
        from bytes in TextCases.Bytes
        from amount in Gen.Frequency((3, Gen.Choose(1, 4)), (1, Gen.Choose(1, 2_000)))
        select new Edit(kind, text, bytes, amount);

    private static readonly Gen<Edit[]> Edits =
        from edits in EditCase.ListOf()
        select edits.ToArray();

    [Fact]
    public void Ids_are_those_of_the_whole_text_after_any_edits() => Properties.Check(Edits, 1_000, edits =>
    {
        using var growing = new GrowingText();
        var model = new Model();
        foreach (Edit edit in edits)
        {
            edit.Apply(growing, model);
            Assert.Equal(model.Text.Length, growing.Length);
            Assert.Equal(O200kTokenizer.Encode(model.Text), growing.Ids);
        }
    });

    [Fact]
    public void Ids_are_those_of_the_whole_text_after_each_chunk() => Properties.Check(from text in AnyText from step in Gen.Elements(1, 2, 3, 7, 50) select (text, step), 300, test =>
    {
        using var fromUtf16 = new GrowingText();
        using var fromUtf8 = new GrowingText();
        byte[] utf8 = Encoding.UTF8.GetBytes(test.text);
        for (int i = 0; i < test.text.Length; i += test.step)
        {
            fromUtf16.Append(test.text.AsSpan(i, Math.Min(test.step, test.text.Length - i)));
            Assert.Equal(O200kTokenizer.Encode(test.text.AsSpan(0, Math.Min(i + test.step, test.text.Length))), fromUtf16.Ids);
        }

        for (int i = 0; i < utf8.Length; i += test.step)
        {
            fromUtf8.Append(utf8.AsSpan(i, Math.Min(test.step, utf8.Length - i)));
            Assert.Equal(O200kTokenizer.Encode(Encoding.UTF8.GetString(utf8.AsSpan(0, Math.Min(i + test.step, utf8.Length)))), fromUtf8.Ids);
        }
    });

    [Fact]
    public void Stable_ids_stay_whatever_is_appended() => Properties.Check(from before in AnyText from after in AnyText select (before, after), 1_000, test =>
    {
        using var growing = new GrowingText();
        growing.Append(test.before);
        int[] stable = growing.Ids[..growing.StableCount].ToArray();
        growing.Append(test.after);
        Assert.InRange(growing.StableCount, stable.Length, growing.Ids.Length);
        Assert.Equal(stable, growing.Ids[..stable.Length]);
    });

    [Theory]
    [InlineData("x")]
    [InlineData("ab")]
    [InlineData("中")]
    [InlineData("中A")]
    [InlineData(" ")]
    [InlineData("\n  ")]
    [InlineData("7")]
    [InlineData("'a")]
    [InlineData("-")]
    [InlineData("é\u0301")]
    [InlineData("word ")]
    [InlineData("ALL-CAPS, ")]
    public void Text_with_few_or_no_boundaries_has_the_ids_of_the_whole_after_each_character(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, 1 + (1_500 / unit.Length)));
        using var growing = new GrowingText();
        for (int i = 0; i < text.Length; i++)
        {
            growing.Append(text.AsSpan(i, 1));
            Assert.Equal(O200kTokenizer.Encode(text.AsSpan(0, i + 1)), growing.Ids);
        }
    }

    [Theory]
    [InlineData("x")]
    [InlineData("中A")]
    [InlineData(" ")]
    [InlineData("\n  ")]
    [InlineData("7")]
    [InlineData("-")]
    [InlineData("é\u0301")]
    [InlineData("All words, ")]
    public void Appending_one_by_one_takes_linear_time(string unit)
    {
        // Encoding the whole text, or the whole piece, at each of these readings would take minutes: the run's own time limit is
        // the assertion.
        using var growing = new GrowingText();
        var text = new StringBuilder();
        int ids = 0;
        for (int i = 0; i < 100_000; i++)
        {
            growing.Append([unit[i % unit.Length]]);
            text.Append(unit[i % unit.Length]);
            ids = growing.Ids.Length;
        }

        Assert.Equal(O200kTokenizer.Encode(text.ToString()), growing.Ids);
        Assert.Equal(ids, growing.Ids.Length);
    }

    [Fact]
    public void Few_ids_change_where_the_text_has_boundaries()
    {
        const string Unit = "All words, ";
        using var growing = new GrowingText();
        for (int i = 0; i < 2_000; i++)
        {
            growing.Append([Unit[i % Unit.Length]]);
            Assert.InRange(growing.Ids.Length - growing.StableCount, 1, 4);
        }
    }

    [Fact]
    public void Random_letters_one_by_one_are_the_whole_words_ids()
    {
        // One word that merging has much to do with, and no pattern that it repeats.
        var random = new Random(1);
        string text = string.Concat(Enumerable.Range(0, 3_000).Select(_ => (char)('a' + random.Next(26))));
        using var growing = new GrowingText();
        for (int i = 0; i < text.Length; i++)
        {
            growing.Append(text.AsSpan(i, 1));
            Assert.Equal(O200kTokenizer.Encode(text.AsSpan(0, i + 1)), growing.Ids);
        }
    }

    [Fact]
    public void Half_of_a_character_counts_as_its_replacement_until_the_rest_comes()
    {
        using var growing = new GrowingText();
        growing.Append("a\ud83d");
        Assert.Equal(2, growing.Length);
        Assert.Equal(O200kTokenizer.Encode("a\ufffd"), growing.Ids);
        growing.Append("\ude00");
        Assert.Equal(O200kTokenizer.Encode("a😀"), growing.Ids);
        Assert.Equal(3, growing.Length);

        growing.Truncate(2);
        Assert.Equal(O200kTokenizer.Encode("a\ufffd"), growing.Ids);
        growing.Append("\ude01");
        Assert.Equal(O200kTokenizer.Encode("a😁"), growing.Ids);

        growing.Append([0xE2, 0x82]);
        Assert.Equal(O200kTokenizer.Encode("a😁\ufffd"), growing.Ids);
        growing.Append([0xAC]);
        Assert.Equal(O200kTokenizer.Encode("a😁€"), growing.Ids);
    }

    [Fact]
    public void What_cannot_be_done_is_refused()
    {
        var growing = new GrowingText();
        growing.Append("abc");
        Assert.Throws<ArgumentOutOfRangeException>(() => growing.Truncate(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => growing.Truncate(-1));
        growing.Dispose();
        Assert.Throws<ObjectDisposedException>(() => growing.Append("a"));
        Assert.Throws<ObjectDisposedException>(() => growing.Append("a"u8));
        Assert.Equal(0, growing.Length);
        Assert.Equal(0, growing.Ids.Length);
        growing.Dispose();
    }

    /// <summary>What happens to a text: both to the one that is tested and to a plain one.</summary>
    private sealed record Edit(int Kind, string Text, byte[] Bytes, int Amount)
    {
        public void Apply(GrowingText growing, Model model)
        {
            switch (Kind)
            {
                case 0:
                    growing.Append(Text);
                    model.Append(Text);
                    break;
                case 1:
                    // The beginning of a text in UTF-8, which can end within a character.
                    byte[] utf8 = Encoding.UTF8.GetBytes(Text);
                    utf8 = utf8[..Math.Min(Amount, utf8.Length)];
                    growing.Append(utf8);
                    model.Append(utf8);
                    break;
                case 2:
                    growing.Append(Bytes);
                    model.Append(Bytes);
                    break;
                case 3:
                    int length = Math.Max(model.Text.Length - Amount, 0);
                    growing.Truncate(length);
                    model.Truncate(length);
                    break;
                default:
                    growing.Append(Text.AsSpan(0, Math.Min(1, Text.Length)));
                    model.Append(Text[..Math.Min(1, Text.Length)]);
                    break;
            }
        }
    }

    /// <summary>The text by definition: everything so far, decoded at once.</summary>
    private sealed class Model
    {
        private string _before = "";
        private readonly List<byte> _bytes = [];

        public string Text => _before + Encoding.UTF8.GetString([.. _bytes]);

        public void Append(string text)
        {
            if (text.Length > 0)
            {
                Settle(Text, text);
            }
        }

        public void Append(byte[] utf8)
        {
            if (utf8.Length > 0 && _bytes.Count == 0)
            {
                // A half of a pair that bytes follow stays one.
                Settle(_before, "", isFinal: true);
            }

            _bytes.AddRange(utf8);
        }

        public void Truncate(int length)
        {
            if (length < Text.Length)
            {
                _before = Text[..length];
                _bytes.Clear();
            }
        }

        /// <summary>A lone surrogate becomes U+FFFD as soon as something else follows.</summary>
        private void Settle(string before, string after, bool isFinal = false)
        {
            string text = before + after;
            bool endsWithHalf = !isFinal && text.Length > 0 && char.IsHighSurrogate(text[^1]);
            string whole = endsWithHalf ? text[..^1] : text;
            _before = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(whole)) + (endsWithHalf ? text[^1..] : "");
            _bytes.Clear();
        }
    }
}
