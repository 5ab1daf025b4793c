using System.Text;
using Harmony.Buffers;
using Harmony.Generators.Vocabulary;
using Harmony.Tokenization;

namespace Harmony.Generators.Tokenization;

/// <summary>Text → ids while a program is compiled: the same pieces and merges, from the same sources, as at run time.</summary>
internal static class GeneratorTokenizer
{
    /// <summary>The ids of a text. A lone surrogate counts as U+FFFD.</summary>
    public static int[] Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    /// <summary>The ids of a text that is valid UTF-8.</summary>
    public static unsafe int[] Encode(ReadOnlySpan<byte> utf8)
    {
        // A token has at least one byte.
        int[] ids = new int[utf8.Length];
        var writer = TokenWriter.To(ids);
        CompactVocabulary vocabulary = EmbeddedCompactVocabulary.Table;

        // Pinned while the pieces point into it; they lie inside it, one after another.
        fixed (byte* text = utf8)
        {
            var pieces = new PreTokenizer(vocabulary, text, utf8.Length);
            while (pieces.MoveNext())
            {
                int id = vocabulary.Find(pieces.Start, pieces.Length);
                if (id >= 0)
                {
                    writer.Add(id);
                }
                else
                {
                    BytePairMerger.Merge(vocabulary, new ReadOnlySpan<byte>(pieces.Start, pieces.Length), ref writer);
                }
            }
        }

        return ids.AsSpan(0, (int)writer.Count).ToArray();
    }
}
