using System.Text;
using Harmony.Parsing;
using Harmony.Tokenization;

namespace Harmony.Tests.Parsing;

/// <summary>Characters over several ids, and bytes that are none.</summary>
public class BrokenTextTests
{
    private static readonly int[] Beginning = Streams.Ids("<|start|>user<|message|>");
    private static readonly int[] End = Streams.Ids("<|end|>");

    [Fact]
    public void A_character_over_several_ids_comes_out_whole()
    {
        int[] wave = O200kTokenizer.Encode(" 👋");
        Assert.Equal(2, wave.Length);
        Assert.Equal("user:  👋 (End)", Streams.Messages([.. Beginning, .. wave, .. End]));
        Assert.Equal("", Streams.Diagnostics([.. Beginning, .. wave, .. End]));
    }

    [Fact]
    public void Its_ids_belong_to_the_text_that_they_make()
    {
        // The first id is a space and the beginning of the character: the space comes out at once.
        int[] ids = [.. Beginning, .. O200kTokenizer.Encode(" 👋"), .. End];
        var texts = new List<(string Text, long FirstId, long TokenCount)>();
        var reader = default(HarmonyReader);
        for (int i = 0; i < ids.Length; i++)
        {
            reader.Read(ids[i]);
            while (reader.TryNext(out HarmonyEvent next))
            {
                if (next.Kind == HarmonyEventKind.Text)
                {
                    texts.Add((Encoding.UTF8.GetString(next.Text), next.FirstId, next.TokenCount));
                }
            }
        }

        Assert.Equal([(" ", 3, 0), ("👋", 3, 2)], texts);
    }

    [Fact]
    public void A_dropped_special_does_not_break_a_character()
    {
        int[] wave = O200kTokenizer.Encode(" 👋");
        int[] ids = [.. Beginning, wave[0], .. Streams.Ids("<|message|>"), wave[1], .. End];
        Assert.Equal("user:  👋 (End)", Streams.Messages(ids));
        Assert.Equal("UnexpectedSpecial 4+1", Streams.Diagnostics(ids));
    }

    [Fact]
    public void What_cannot_become_a_character_is_replaced()
    {
        int half = O200kTokenizer.Encode(" 👋")[0];
        Assert.Equal("user:  \uFFFD (End)", Streams.Messages([.. Beginning, half, .. End]));
        Assert.Equal("BrokenText 3+1", Streams.Diagnostics([.. Beginning, half, .. End]));
        Assert.Equal("BrokenText 3+2", Streams.Diagnostics([.. Beginning, half, .. Streams.Ids("a<|end|>")]));
        Assert.Equal("BrokenText 3+1", Streams.Diagnostics([.. Beginning, half]));
        Assert.EndsWith("\uFFFD (Start)\nuser: b (End)", Streams.Messages([.. Beginning, half, .. Beginning, .. Streams.Ids("b<|end|>")]), StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_header_too()
    {
        int half = O200kTokenizer.Encode(" 👋")[0];
        int[] ids = [.. Streams.Ids("<|start|>assistant to=functions.f"), half, .. Streams.Ids("<|channel|>commentary<|message|>a<|call|>")];
        Assert.Contains("BrokenText", Streams.Diagnostics(ids), StringComparison.Ordinal);
        Assert.StartsWith("assistant to=functions.f commentary", Streams.Messages(ids), StringComparison.Ordinal);
    }
}
