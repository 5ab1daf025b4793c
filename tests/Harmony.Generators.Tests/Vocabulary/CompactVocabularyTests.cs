using Harmony.Generators.Vocabulary;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Generators.Tests.Vocabulary;

public class CompactVocabularyTests
{
    [Fact]
    public unsafe void Every_token_has_the_librarys_bytes_and_is_found_by_them()
    {
        byte[] expected = new byte[VocabularyLayout.MaxTokenLength];
        for (int id = 0; id < VocabularyLayout.TokenCount; id++)
        {
            ReadOnlySpan<byte> bytes = EmbeddedCompactVocabulary.Table.TokenBytes(id);
            Assert.True(O200kTokenizer.TryDecodeToUtf8([id], expected, out int length));
            Assert.True(bytes.SequenceEqual(expected.AsSpan(0, length)), $"token {id}");

            // Pinned while it is looked up.
            fixed (byte* piece = bytes)
            {
                Assert.Equal(id, EmbeddedCompactVocabulary.Table.Find(piece, bytes.Length));
            }
        }
    }

    [Fact]
    public unsafe void A_resource_that_is_not_mapped_is_copied()
    {
        using Stream resource = typeof(CompactVocabulary).Assembly.GetManifestResourceStream("o200k-compact.bin")!;
        using var unmapped = new BufferedStream(resource);
        using UnmanagedMemoryStream copy = EmbeddedCompactVocabulary.Copy(unmapped);
        var table = new CompactVocabulary(copy.PositionPointer, copy.Length);
        Assert.Equal(EmbeddedCompactVocabulary.Table.TokenBytes(100_000), table.TokenBytes(100_000));
    }

    [Fact]
    public unsafe void A_table_that_is_cut_off_is_refused()
    {
        byte[] table = new byte[1000];
        Assert.Throws<InvalidDataException>(() =>
        {
            // Pinned while the constructor reads it.
            fixed (byte* start = table)
            {
                _ = new CompactVocabulary(start, table.Length);
            }
        });
    }
}
