using Harmony.Conversations;
using Harmony.Engines;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Turns;
using Harmony.Vocabulary;

namespace Harmony.Runtime.Tests.Turns;

/// <summary>The mask over a call's envelope: whatever a model likes, what it writes is analysis and then one call.</summary>
public class CallConstraintTests
{
    private const int VocabularySize = 201088;

    private static readonly MessageHeaders Headers = new(RenderOptions.Default);

    private static readonly int[] Specials =
    [
        SpecialTokens.Start, SpecialTokens.Channel, SpecialTokens.Constrain, SpecialTokens.Message, SpecialTokens.End, SpecialTokens.Call,
        SpecialTokens.Return, SpecialTokens.EndOfText, SpecialTokens.First, VocabularySize - 1,
    ];

    // One name is the beginning of another one, and two begin with the same ids.
    private static readonly string[] Names = ["get_time", "get_time_zone", "get_current_weather"];

    private static readonly int[][] Calls = Headers.CallsInBothOrders([ToolNamespace.Functions([.. Names.Select(name => new ToolDescription(name, "Does something."))])]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_is_chosen_of_what_is_allowed_is_one_well_formed_call(bool allowsAnalysis)
    {
        var random = new Random(20261123);
        var called = new HashSet<(string Name, bool? IsChannelFirst)>();
        int reasoned = 0;
        for (int round = 0; round < 400; round++)
        {
            var constraint = new CallConstraint(Calls, Headers, allowsAnalysis, VocabularySize);
            List<int> ids = [];
            while (ids is not [.., SpecialTokens.Call])
            {
                ids.Add(Choose(constraint, ids, random));
                Assert.InRange(ids.Count, 1, 2000);
            }

            HarmonyParseResult result = HarmonyParser.Parse([.. ids], Role.Assistant);
            Assert.Empty(result.Diagnostics);
            Assert.InRange(result.Messages.Count, 1, 2);
            Assert.All(result.Messages.SkipLast(1), message => Assert.Equal(Channels.Analysis, message.Channel));
            Message call = result.Messages[^1];
            Assert.Contains(call.Recipient, Names.Select(name => "functions." + name));
            Assert.Equal(("<|constrain|>json", Channels.Commentary), (call.ContentType, call.Channel));
            called.Add((call.Recipient!, ids.Contains(SpecialTokens.Start) ? null : ids[0] == SpecialTokens.Channel));
            reasoned += result.Messages.Count - 1;
        }

        Assert.Equal(Names.Length * 2, called.Count(call => call.IsChannelFirst is not null));
        Assert.Equal(allowsAnalysis, reasoned > 0);
    }

    [Fact]
    public void Ids_that_come_several_at_a_time_are_all_taken()
    {
        var constraint = new CallConstraint(Calls, Headers, allowsAnalysis: true, VocabularySize);
        int[] ids = [.. Headers.Analysis, .. ScriptedEngine.Ids("Let me see."), .. Headers.Next, .. Calls[1]];
        NextIds first = constraint.GetNext([]);
        Assert.Equal(NextIdsKind.Only, first.Kind);
        Assert.Equal(new[] { Headers.Analysis[0], Calls[0][0] }.Distinct().Order(), first.Ids.ToArray().Order());
        NextIds last = constraint.GetNext(ids);
        Assert.Equal(NextIdsKind.AllBut, last.Kind);
        Assert.False(last.Ids.Contains(SpecialTokens.Call));
        Assert.True(last.Ids.Contains(SpecialTokens.End));
        Assert.True(last.Ids.Contains(SpecialTokens.Return));
        Assert.True(last.Ids.Contains(SpecialTokens.EndOfText));
    }

    [Fact]
    public void A_header_has_the_ids_that_models_write_in_either_order()
    {
        ToolNamespace tools = ToolNamespace.Functions(new ToolDescription("get_time", "Does something."));
        Assert.Equal(
            [
                ScriptedEngine.Ids(" to=functions.get_time<|channel|>commentary <|constrain|>json<|message|>"),
                ScriptedEngine.Ids("<|channel|>commentary to=functions.get_time <|constrain|>json<|message|>"),
            ],
            Headers.CallsInBothOrders([tools]));
    }

    [Fact]
    public void No_special_is_spoken_of_that_the_engine_does_not_know()
    {
        var constraint = new CallConstraint(Calls, Headers, allowsAnalysis: true, VocabularySize);
        int[] forbidden = constraint.GetNext(Calls[0]).Ids.ToArray();
        Assert.Equal(SpecialTokens.First, forbidden.Min());
        Assert.Equal(VocabularySize - 1, forbidden.Max());
    }

    /// <summary>An id as a model might like it, of those that are allowed.</summary>
    private static int Choose(CallConstraint constraint, List<int> ids, Random random)
    {
        NextIds next = constraint.GetNext(ids.ToArray());
        if (next.Kind == NextIdsKind.Only)
        {
            return next.Ids[random.Next(next.Ids.Length)];
        }

        Assert.Equal(NextIdsKind.AllBut, next.Kind);
        while (true)
        {
            int id = random.Next(2) == 0 ? Specials[random.Next(Specials.Length)] : random.Next(94);
            if (!next.Ids.Contains(id))
            {
                return id;
            }
        }
    }
}
