using Harmony.Buffers;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

/// <summary>Both ways to find the tokens of a piece, against merging by the definition.</summary>
public unsafe class MergingTests
{
    private static readonly VocabularyTable Vocabulary = EmbeddedVocabulary.Table;

    /// <summary>Few bytes make many merges; parts of tokens make longest tokens that are wrong.</summary>
    private static readonly string[] Alphabets =
        ["ab", "aeinrst", "abcdefghijklmnopqrstuvwxyz", " the", "xX", "=-", "01", "\u0430\u0435\u043D\u043E\u0440", "\u4E00\u4E2D\u6587\u7684\u3042\u306E", "\u00E9\u00FC\uFFFD\U0001F600"];

    [Fact]
    public void Pieces_of_random_letters_merge_as_defined()
    {
        var random = new Random(1);
        for (int round = 0; round < 40_000; round++)
        {
            byte[] letters = System.Text.Encoding.UTF8.GetBytes(Alphabets[random.Next(Alphabets.Length)]);
            byte[] piece = new byte[random.Next(1, 40)];
            for (int i = 0; i < piece.Length; i++)
            {
                piece[i] = letters[random.Next(letters.Length)];
            }

            AssertMerges(piece);
        }
    }

    [Fact]
    public void Pieces_of_tokens_and_parts_of_them_merge_as_defined()
    {
        var random = new Random(2);
        for (int round = 0; round < 40_000; round++)
        {
            var piece = new List<byte>();
            int tokens = random.Next(1, 5);
            for (int i = 0; i < tokens; i++)
            {
                ReadOnlySpan<byte> token = Vocabulary.TokenBytes(random.Next(VocabularyLayout.TokenCount));
                int start = random.Next(3) == 0 ? random.Next(token.Length) : 0;
                int end = random.Next(3) == 0 ? random.Next(start, token.Length) + 1 : token.Length;
                piece.AddRange(token[start..end]);
            }

            AssertMerges(piece.ToArray());
        }
    }

    [Fact]
    public void Pieces_of_any_bytes_merge_as_defined()
    {
        var random = new Random(3);
        for (int round = 0; round < 10_000; round++)
        {
            byte[] piece = new byte[random.Next(1, 40)];
            random.NextBytes(piece);
            AssertMerges(piece);
        }
    }

    [Theory]
    [InlineData(BacktrackingEncoder.StackLength)]
    [InlineData(BacktrackingEncoder.StackLength + 1)]
    [InlineData(5000)]
    public void Long_pieces_merge_as_defined(int length)
    {
        foreach (string alphabet in Alphabets)
        {
            byte[] letters = System.Text.Encoding.UTF8.GetBytes(alphabet);
            byte[] piece = new byte[length];
            for (int i = 0; i < length; i++)
            {
                piece[i] = letters[(i * i / 3) % letters.Length];
            }

            AssertMerges(piece);
        }
    }

    [Fact]
    public void Every_token_is_found_as_itself_and_merges_into_itself()
    {
        int* ids = stackalloc int[VocabularyLayout.MaxTokenLength];
        for (int token = 0; token < VocabularyLayout.TokenCount; token++)
        {
            ReadOnlySpan<byte> bytes = Vocabulary.TokenBytes(token);
            fixed (byte* piece = bytes)
            {
                ulong unit = Vocabulary.LongestToken(piece, piece + bytes.Length, out byte* end);
                Assert.Equal(((uint)token, bytes.Length), (TrieUnit.Token(unit), (int)(end - piece)));
                Assert.Equal(bytes.Length, TokenLinks.Length(Vocabulary.Links((uint)token)));
                if (bytes.Length <= WordMerger.MaxLength)
                {
                    Assert.Equal(1, WordMerger.Merge(Vocabulary, piece, bytes.Length, ids));
                    Assert.Equal(token, ids[0]);
                }
            }
        }
    }

    [Fact]
    public void What_was_put_into_the_cache_is_what_comes_out()
    {
        // More pieces than the cache has places, each several times, at the borders of its entries' lengths.
        var random = new Random(4);
        var ids = new int[256];
        for (int round = 0; round < 60_000; round++)
        {
            int length = random.Next(1, 36);
            byte[] piece = new byte[length];
            byte letter = (byte)('a' + random.Next(4));
            piece.AsSpan().Fill(letter);
            piece[random.Next(length)] = (byte)('a' + random.Next(26));
            piece[random.Next(length)] = (byte)('a' + random.Next(26));
            Assert.True(O200kTokenizer.TryEncode(piece, ids, out int count));
            Assert.Equal(NaiveTokenizer.EncodePiece(piece), ids[..count]);
        }
    }

    [Fact]
    public void Pieces_of_zeros_are_not_taken_for_each_other_or_for_nothing()
    {
        // Zeros fill the keys of shorter pieces, and are the keys of empty entries.
        var ids = new int[64];
        for (int length = 1; length <= 33; length++)
        {
            for (byte last = 0; last < 9; last++)
            {
                byte[] piece = new byte[length];
                piece[^1] = last;
                piece[Math.Min(15, length - 1)] = last;
                Assert.True(O200kTokenizer.TryEncode(piece, ids, out int count));
                Assert.Equal(NaiveTokenizer.EncodePiece(piece), ids[..count]);
            }
        }
    }

    private static void AssertMerges(byte[] piece)
    {
        int[] expected = [.. NaiveTokenizer.EncodePiece(piece)];
        using var buffer = new TokenBuffer();
        TokenWriter writer = TokenWriter.To(buffer);
        fixed (byte* first = piece)
        {
            BacktrackingEncoder.Encode(Vocabulary, first, piece.Length, ref writer);
            writer.Complete();
            Assert.Equal(expected, buffer.Span);
            if (piece.Length <= WordMerger.MaxLength)
            {
                int* ids = stackalloc int[WordMerger.MaxLength];
                Assert.Equal(expected, new ReadOnlySpan<int>(ids, WordMerger.Merge(Vocabulary, first, piece.Length, ids)));
            }
        }
    }
}
