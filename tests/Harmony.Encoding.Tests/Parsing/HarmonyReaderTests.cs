using System.Text;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Tests.Parsing;

/// <summary>The reader as a value: kept across awaits, copied, used again, not drained.</summary>
public class HarmonyReaderTests
{
    private static readonly int[] Turn = Streams.Ids("<|channel|>final<|message|>Hi 👋 there<|return|>");

    [Fact]
    public async Task It_lives_across_awaits()
    {
        var text = new StringBuilder();
        var reader = new HarmonyReader(Role.Assistant);
        foreach (int id in Turn)
        {
            await Task.Yield();
            reader.Read(id);
            while (reader.TryNext(out HarmonyEvent next))
            {
                text.Append(Encoding.UTF8.GetString(next.Text));
            }
        }

        Assert.Equal("Hi 👋 there", text.ToString());
    }

    [Fact]
    public void A_copy_goes_on_by_itself()
    {
        var reader = new HarmonyReader(Role.Assistant);
        foreach (int id in Turn[..^1])
        {
            reader.Read(id);
        }

        HarmonyReader copy = reader;
        reader.Read(Turn[^1]);
        copy.End();
        Assert.True(reader.TryNext(out HarmonyEvent returned));
        Assert.Equal(MessageEnding.Return, returned.Ending);
        Assert.True(copy.TryNext(out HarmonyEvent cut));
        Assert.Equal(MessageEnding.EndOfInput, cut.Ending);
    }

    [Fact]
    public void Events_of_one_id_stay_valid_until_the_next()
    {
        // One id, three events: the header's text is a message that this end ends.
        var reader = new HarmonyReader(Role.Assistant);
        foreach (int id in Streams.Ids("<|channel|>final Hello<|end|>"))
        {
            reader.Read(id);
        }

        Assert.True(reader.TryNext(out HarmonyEvent diagnostic));
        Assert.True(reader.TryNext(out HarmonyEvent started));
        Assert.True(reader.TryNext(out HarmonyEvent text));
        Assert.True(reader.TryNext(out HarmonyEvent ended));
        Assert.False(reader.TryNext(out _));
        Assert.Equal(DiagnosticCode.IncompleteHeader, diagnostic.Diagnostic.Code);
        Assert.Equal("final", Encoding.UTF8.GetString(started.Header.Channel));
        Assert.Equal("Hello", Encoding.UTF8.GetString(text.Text));
        Assert.Equal(MessageEnding.End, ended.Ending);
        AssertNoEnding(text);
        AssertNoDiagnostic(text);
    }

    [Fact]
    public void Events_that_are_not_taken_are_gone()
    {
        var reader = new HarmonyReader(Role.Assistant);
        foreach (int id in Turn)
        {
            reader.Read(id);
        }

        Assert.True(reader.TryNext(out HarmonyEvent last));
        Assert.Equal(HarmonyEventKind.MessageEnded, last.Kind);
        Assert.False(reader.TryNext(out _));
        Assert.Equal(Turn.Length, reader.Position);
    }

    [Fact]
    public void After_the_end_a_new_input_begins()
    {
        var reader = new HarmonyReader(Role.Assistant);
        foreach (int id in Turn)
        {
            reader.Read(id);
        }

        reader.End();
        Assert.False(reader.TryNext(out _));
        reader.Read(200_006);
        Assert.False(reader.TryNext(out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(5)]
    public void A_role_that_is_none_is_refused(int role)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new HarmonyReader((Role)role));
        Assert.Throws<ArgumentOutOfRangeException>(() => HarmonyParser.Parse([], (Role)role));
    }

    private static void AssertNoEnding(in HarmonyEvent text)
    {
        try
        {
            _ = text.Ending;
        }
        catch (InvalidOperationException)
        {
            return;
        }

        Assert.Fail("A text has no ending.");
    }

    private static void AssertNoDiagnostic(in HarmonyEvent text)
    {
        try
        {
            _ = text.Diagnostic;
        }
        catch (InvalidOperationException)
        {
            return;
        }

        Assert.Fail("A text is no diagnostic.");
    }

    [Fact]
    public void The_default_event_has_an_empty_header()
    {
        HarmonyHeader header = default(HarmonyEvent).Header;
        Assert.True(header.Name.IsEmpty && header.Recipient.IsEmpty && header.Channel.IsEmpty && header.ContentType.IsEmpty);
        Assert.False(header.IsToolCall);
    }
}
