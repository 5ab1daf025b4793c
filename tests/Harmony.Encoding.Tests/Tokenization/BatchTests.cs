using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

public class BatchTests
{
    private static readonly Gen<string[]> Batches =
        from texts in Gen.Frequency((6, TextCases.Text), (1, TextCases.BrokenText), (1, Gen.Constant("")), (1, LongText())).ListOf()
        select texts.ToArray();

    [Fact]
    public void Each_text_has_its_own_ids_in_order() => Properties.Check(from texts in Batches from threads in Gen.Elements(-1, 1, 2, 3, 8) select (texts, threads), 50, test =>
    {
        ReadOnlyMemory<byte>[] utf8Texts = [.. test.texts.Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))];
        foreach (SpecialTokenSet specials in (SpecialTokenSet[])[SpecialTokenSet.None, SpecialTokenSet.All])
        {
            int[][] expected = [.. test.texts.Select(text => O200kTokenizer.Encode(text, specials))];
            using TokenBatch fromUtf16 = O200kTokenizer.EncodeBatch(test.texts, specials, test.threads, TestContext.Current.CancellationToken);
            using TokenBatch fromUtf8 = O200kTokenizer.EncodeBatch(utf8Texts, specials, test.threads, TestContext.Current.CancellationToken);
            foreach (TokenBatch batch in (TokenBatch[])[fromUtf16, fromUtf8])
            {
                Assert.Equal(expected.Length, batch.Count);
                Assert.Equal(expected.SelectMany(ids => ids), batch.Ids.ToArray());
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i], batch[i]);
                }
            }
        }
    });

    [Theory]
    [InlineData("word ", 1_000_000)]
    [InlineData("x", 300_000)]
    [InlineData("<|reserved_200014|>", 50_000)]
    public void A_huge_text_among_small_ones_is_shared(string unit, int count)
    {
        string huge = string.Concat(Enumerable.Repeat(unit, count));
        string[] texts = ["a", huge, "", "b", huge[1..], ""];
        using TokenBatch batch = O200kTokenizer.EncodeBatch(texts, SpecialTokenSet.All, 4, TestContext.Current.CancellationToken);
        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(O200kTokenizer.Encode(texts[i], SpecialTokenSet.All), batch[i]);
        }
    }

    [Fact]
    public void What_fails_in_a_worker_is_the_callers_error()
    {
        string[] texts = [.. Enumerable.Repeat(string.Concat(Enumerable.Repeat("word ", 20_000)), 50)];
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => O200kTokenizer.EncodeBatch(texts, null, 3, cancelled.Token));

        // A list that fails when a worker reads it, after the caller's thread has looked at each text twice.
        var failing = new FailingTexts(texts, 2 * texts.Length + 20);
        Assert.Throws<IOException>(() => O200kTokenizer.EncodeBatch(failing, null, 3, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_is_no_batch_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.EncodeBatch(["a"], null, 0, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => O200kTokenizer.EncodeBatch(["a"], null, -2, TestContext.Current.CancellationToken));
        ArgumentException error = Assert.Throws<ArgumentException>(() => O200kTokenizer.EncodeBatch(["a", null!], null, 1, TestContext.Current.CancellationToken));
        Assert.Contains("Text 1 ", error.Message, StringComparison.Ordinal);

        TokenBatch none = O200kTokenizer.EncodeBatch(Array.Empty<string>(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0, none.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => none[0].Length);

        TokenBatch one = O200kTokenizer.EncodeBatch(["a"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, one[0].Length);
        one.Dispose();
        one.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => one[0].Length);
    }

    [Fact]
    public void What_is_allocated_does_not_grow_with_the_text()
    {
        OptimizedBuild.SkipWithout();
        string[] texts = [.. Enumerable.Range(0, 20).Select(i => string.Concat(Enumerable.Repeat($"{i} words and more of them. ", 4_000)))];
        long allocated = long.MaxValue;
        for (int i = 0; i < 10 && allocated > 4_000; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            O200kTokenizer.EncodeBatch(texts, null, 1, TestContext.Current.CancellationToken).Dispose();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(allocated <= 4_000, $"{allocated} bytes allocated for 2 MB of text");
    }

    private static Gen<string> LongText() =>
        from text in TextCases.Text
        from unit in Gen.Elements(text, text + " ", text + "<|end|>", text + "\n\n")
        select string.Concat(Enumerable.Repeat(unit, unit.Length == 0 ? 0 : 1 + (100_000 / unit.Length)));

    private sealed class FailingTexts(string[] texts, int reads) : IReadOnlyList<string>
    {
        private int _reads;

        public int Count => texts.Length;

        public string this[int index] => Interlocked.Increment(ref _reads) > reads ? throw new IOException("unreadable") : texts[index];

        public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)texts).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
