using System.Runtime.InteropServices;
using System.Text;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

/// <summary>The fast splitter must split every text as the definition, <see cref="PreTokenizer"/>, does.</summary>
public partial class PieceSplitterTests
{
    private const int LargeCapacity = 4096;

    /// <summary>What meets awkwardly: classes next to one another, contractions, runs, look-alikes of several bytes.</summary>
    private static readonly byte[][] Atoms = [.. new[]
    {
        "a", "A", "z", "Z", "aB", "Ab", "hello", " world", "HTTP", "iPhone", "é", "É", "ß", "×", "÷", "ª", "º", "中", "东京", "に", "カ", "ー", "・", "゛",
        "。", "、", "「", "〇", "々", "ʰ", "ǅ", "ſ", "я", "Я", "жук", "ё", "Ё", "ѐ", "Ѡ", "ѡ", "ԯ", "ש", "한", "가", "힣", "䷀", "龥", "鿿", "ꀀ", "\u0301",
        "\u0903", "\u20dd", "\ufe0f", "\u200d", "\u3099", "1", "12", "1234", "٣", "½", "Ⅷ", "𝟙", "３", " ", " ", "  ", "   ", "\t", "\n", "\n", "\r", "\r\n",
        "\u00a0", "\u3000", "\u2028", "\u0085", "\u000b", "\u202f", "'", "'", "'s", "'S", "'t", "'re", "'VE", "'m", "'ll", "'lL", "'d", "'ſ", "'x", "’s",
        "!", "...", "/", "/", "//", "/\n", ")\n", "_", "-", "😀", "👩‍👧", "\U0010ffff", "𠀀", "𞤀", "𞤢", "—", "«", "“", "…", "\u0000", "\u001c", "\u007f", "ก็",
        "हिन्दी", "Привет", "ДляТого", "API",
    }.Select(Encoding.UTF8.GetBytes)];

    [Fact]
    public unsafe void The_worked_example_is_true()
    {
        // As in the remarks of PieceStarts: the starts after the first one, the lowest bit on the left.
        ReadOnlySpan<byte> text = "I'll  pay 12345\n"u8;
        byte* copy = stackalloc byte[TextWindow.CopySize];
        text.CopyTo(new Span<byte>(copy, TextWindow.CopySize));
        ulong starts = PieceStarts.OfAscii(TextWindow.Last(copy, copy, copy + text.Length, WordPart.None));
        Assert.Equal("....11...11..1.1", string.Concat(Enumerable.Range(0, text.Length).Select(i => ((starts >> i) & 1) != 0 ? '1' : '.')));
        Check(text.ToArray());
    }

    [Fact]
    public void Random_text_is_split_as_defined() => Properties.Check(TextCases.Text, 20_000, text => Check(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_meets_awkwardly_is_split_as_defined_at_any_place()
    {
        var random = new Random(20240613);
        for (int i = 0; i < 200_000; i++)
        {
            Check(AwkwardText(random));
        }
    }

    [Fact]
    public void Every_pair_of_atoms_is_split_as_defined_wherever_the_border_of_64_bytes_falls()
    {
        foreach (byte[] first in Atoms)
        {
            foreach (byte[] second in Atoms)
            {
                for (int before = 55; before <= 66; before++)
                {
                    Check([.. Enumerable.Repeat((byte)'a', before), .. first, .. second, .. "\n x"u8]);
                }
            }
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("A")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\t")]
    [InlineData("7")]
    [InlineData("'")]
    [InlineData("/")]
    [InlineData("-")]
    [InlineData("'s")]
    [InlineData("Aa")]
    [InlineData("\n/")]
    [InlineData("\n ")]
    [InlineData("é")]
    [InlineData("Я")]
    [InlineData("中")]
    [InlineData("中A")]
    [InlineData("\u0301")]
    [InlineData("\u3000")]
    [InlineData("٣")]
    [InlineData("😀")]
    public void Long_runs_are_split_as_defined(string unit)
    {
        foreach (int times in new[] { 20, 21, 22, 31, 32, 33, 62, 63, 64, 65, 66, 127, 128, 129, 1000, 10_000 })
        {
            string run = string.Concat(Enumerable.Repeat(unit, times));
            foreach (string before in new[] { "", "x", "X", "中", " ", ".", "\n", "5" })
            {
                foreach (string after in new[] { "", "x", "X", "中", " ", ".", "\n", "5", "\u0301" })
                {
                    Check(Encoding.UTF8.GetBytes(before + run + after));
                }
            }
        }
    }

    [Fact]
    public void Every_code_point_is_split_as_defined_among_others()
    {
        string[] contexts = ["{0}", "a{0}a", "A{0}A", "中{0}", " {0}x", ".{0}.", "\n{0}\n", "1{0}1", "x'{0}", "\u0301{0}\u0301"];
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint += codePoint < 0x3000 || codePoint % 0x100 == 0xFF ? 1 : 3)
        {
            if (codePoint is < 0xD800 or > 0xDFFF)
            {
                string character = char.ConvertFromUtf32(codePoint);
                CheckAll(contexts, character, codePoint);
            }
        }
    }

    [Fact]
    public void Text_that_is_no_valid_UTF8_is_split_whole_and_read_only_before_its_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a page that cannot be read");
        using var page = new GuardedPage();
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = i % 2 == 0 ? AwkwardText(random) : new byte[random.Next(1, 200)];
            if (i % 2 == 0)
            {
                // What a change of memory can leave: text that lacks bytes, or begins or ends inside a character.
                bytes = bytes[random.Next(0, Math.Min(4, bytes.Length))..];
                bytes = bytes[..random.Next(0, bytes.Length + 1)];
                if (bytes.Length > 0)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }
            }
            else
            {
                random.NextBytes(bytes);
            }

            CheckOrder(page, bytes);
        }
    }

    [Fact]
    public void Real_text_is_split_as_defined()
    {
        string root = TestFiles.Root;
        string[] files = [.. Directory.GetFiles(Path.Combine(root, "docs"), "*.md"), .. Directory.GetFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)];
        foreach (string file in files)
        {
            Check(File.ReadAllBytes(file));
        }

        Assert.NotEmpty(files);
    }

    private static byte[] AwkwardText(Random random)
    {
        // Few kinds at a time, so that they often meet.
        byte[][] some = [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => Atoms[random.Next(Atoms.Length)])];
        var text = new List<byte>();
        for (int length = random.Next(1, 200); text.Count < length;)
        {
            byte[] atom = random.Next(20) == 0 ? Atoms[random.Next(Atoms.Length)] : some[random.Next(some.Length)];
            for (int times = random.Next(40) == 0 ? random.Next(70) : 1; times > 0; times--)
            {
                text.AddRange(atom);
            }
        }

        return [.. text];
    }

    private static void CheckAll(string[] contexts, string character, int codePoint)
    {
        foreach (string context in contexts)
        {
            Check(Encoding.UTF8.GetBytes(context.Replace("{0}", character, StringComparison.Ordinal) + (codePoint % 2 == 0 ? " and so on" : "")));
        }
    }

    private static unsafe void Check(byte[] utf8)
    {
        fixed (byte* text = utf8)
        {
            int* ends = stackalloc int[LargeCapacity];
            int capacity = (utf8.Length & 1) == 0 ? PieceSplitter.MinCapacity : LargeCapacity;
            var splitter = new PieceSplitter(EmbeddedVocabulary.Table, text, utf8.Length);
            var definition = new PreTokenizer(EmbeddedVocabulary.Table, text, utf8.Length);
            for (int count; (count = splitter.Next(ends, capacity)) > 0;)
            {
                Assert.InRange(count, 1, capacity);
                for (int i = 0; i < count; i++)
                {
                    if (!definition.MoveNext() || ends[i] != definition.Start - text + definition.Length)
                    {
                        Assert.Fail($"the piece at {definition.Start - text} ends at {ends[i]}, not {definition.Start - text + definition.Length}, in {Convert.ToHexString(utf8)}");
                    }
                }
            }

            Assert.False(definition.MoveNext());
        }
    }

    private static unsafe void CheckOrder(GuardedPage page, byte[] bytes)
    {
        byte* text = page.Place(bytes);
        int* ends = stackalloc int[PieceSplitter.MinCapacity];
        var splitter = new PieceSplitter(EmbeddedVocabulary.Table, text, bytes.Length);
        int last = 0;
        for (int count; (count = splitter.Next(ends, PieceSplitter.MinCapacity)) > 0;)
        {
            Assert.InRange(count, 1, PieceSplitter.MinCapacity);
            for (int i = 0; i < count; i++)
            {
                Assert.InRange(ends[i], last + 1, bytes.Length);
                last = ends[i];
            }
        }

        Assert.Equal(bytes.Length, last);
    }

    /// <summary>A page of memory with one behind it that cannot be read.</summary>
    private sealed unsafe partial class GuardedPage : IDisposable
    {
        private const int Readable = 1 | 2;
        private const int PrivateAnonymous = 2 | 32;

        private readonly nuint _size = (nuint)Environment.SystemPageSize;
        private readonly byte* _start;

        public GuardedPage()
        {
            _start = (byte*)Map(0, 2 * _size, Readable, PrivateAnonymous, -1, 0);
            Assert.NotEqual(-1, (nint)_start);
            Assert.Equal(0, Protect((nint)_start + (nint)_size, _size, 0));
        }

        /// <summary>Puts bytes, a page of them at most, where nothing can be read behind them.</summary>
        public byte* Place(byte[] bytes)
        {
            byte* text = _start + _size - bytes.Length;
            bytes.CopyTo(new Span<byte>(text, bytes.Length));
            return text;
        }

        public void Dispose() => Assert.Equal(0, Unmap((nint)_start, 2 * _size));

        [LibraryImport("libc", EntryPoint = "mmap")]
        private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "mprotect")]
        private static partial int Protect(nint address, nuint length, int protection);

        [LibraryImport("libc", EntryPoint = "munmap")]
        private static partial int Unmap(nint address, nuint length);
    }
}
