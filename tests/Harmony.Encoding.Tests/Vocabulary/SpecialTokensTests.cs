using Harmony.Vocabulary;

namespace Harmony.Tests.Vocabulary;

public class SpecialTokensTests
{
    [Fact]
    public void Every_special_has_one_name_and_every_name_one_id()
    {
        var names = new HashSet<string>();
        for (int id = SpecialTokens.First; id <= SpecialTokens.Last; id++)
        {
            string name = SpecialTokens.GetName(id);
            Assert.True(names.Add(name));
            Assert.True(SpecialTokens.TryGetId(name, out int found));
            Assert.Equal(id, found);
            Assert.True(SpecialTokens.TryGetId(System.Text.Encoding.UTF8.GetBytes(name), out found));
            Assert.Equal(id, found);
        }

        Assert.Equal(1_091, names.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<|start|")]
    [InlineData("start")]
    [InlineData("<|endofprompt|>")]
    [InlineData("<|reserved_199997|>")]
    [InlineData("<|reserved_201089|>")]
    [InlineData("<|reserved_+200014|>")]
    [InlineData("<|reserved_200014|>x")]
    [InlineData("<|reserved_99999999999|>")]
    [InlineData("<|sta\u0155t|>")]
    public void Other_names_have_none(string name) => Assert.False(SpecialTokens.TryGetId(name, out _));

    [Theory]
    [InlineData(199_997)]
    [InlineData(201_089)]
    [InlineData(-1)]
    public void Other_ids_have_none(int id)
    {
        Assert.False(SpecialTokens.IsSpecial(id));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpecialTokens.GetName(id));
        Assert.Throws<ArgumentOutOfRangeException>(() => SpecialTokenSet.Of(id));
        Assert.False(SpecialTokenSet.All.Contains(id));
    }

    [Fact]
    public void A_set_has_what_it_was_made_of()
    {
        var set = SpecialTokenSet.Of(SpecialTokens.Start, SpecialTokens.End);
        Assert.True(set.Contains(SpecialTokens.Start));
        Assert.False(set.Contains(SpecialTokens.Call));
        Assert.False(SpecialTokenSet.None.Contains(SpecialTokens.Start));
    }

    [Fact]
    public unsafe void A_damaged_table_is_refused()
    {
        byte[] table = new byte[(int)VocabularyLayout.HeaderField.Count * sizeof(uint)];

        // Pinned while the constructor reads the header; the size given is the array's.
        fixed (byte* start = table)
        {
            byte* pinned = start;
            Assert.Throws<InvalidDataException>(() => new VocabularyTable(pinned, table.Length));
            Assert.Throws<InvalidDataException>(() => new VocabularyTable(pinned, 3));
        }
    }
}
