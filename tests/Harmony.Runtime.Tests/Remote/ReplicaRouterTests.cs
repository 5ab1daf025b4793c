using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>Which replica a request goes to.</summary>
public class ReplicaRouterTests : RemoteTests
{
    private static readonly Uri[] Addresses = [.. Enumerable.Range(0, 8).Select(index => new Uri($"http://gpu-{index}:8000/"))];

    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void A_conversation_goes_where_its_beginning_was_read()
    {
        ReplicaRouter router = CreateRouter(8);
        for (int conversation = 0; conversation < 50; conversation++)
        {
            int[] prompt = CreatePrompt(2000, conversation * 5000);
            Replica first = Choose(router, prompt[..300]);
            Assert.Same(first, Choose(router, prompt[..700]));
            Assert.Same(first, Choose(router, prompt));
            Assert.Same(first, Choose(router, prompt[..500]));
        }
    }

    [Fact]
    public void The_longest_beginning_that_was_seen_decides()
    {
        ReplicaRouter router = CreateRouter(2);
        int[] shared = CreatePrompt(128);
        int[] own = [.. shared, .. CreatePrompt(128, 9000)];
        Replica usual = Choose(router, shared);

        // The other one reads a longer prompt with the same beginning, since the usual one is not to be had.
        usual.RecordFailure("gone");
        Replica other = Choose(router, own);
        usual.RecordSuccess();
        Assert.NotSame(usual, other);

        Assert.Same(other, Choose(router, [.. own, 1, 2, 3]));
        Assert.Same(other, Choose(router, own));
    }

    [Fact]
    public void Several_clients_send_the_same_beginning_to_the_same_replica()
    {
        for (int conversation = 0; conversation < 50; conversation++)
        {
            int[] prompt = CreatePrompt(600, conversation * 1000);
            Assert.Equal(Choose(CreateRouter(8), prompt[..200]).Address, Choose(CreateRouter(8), prompt).Address);
            string key = "session " + conversation;
            Assert.Equal(Choose(CreateRouter(8), prompt, key).Address, Choose(CreateRouter(8), prompt[..10], key).Address);
        }
    }

    [Fact]
    public void Sessions_spread_and_only_those_of_a_replica_that_is_gone_move()
    {
        ReplicaRouter router = CreateRouter(8);
        Replica[] before = [.. Enumerable.Range(0, 800).Select(session => Choose(router, [1, 2], $"s{session}"))];
        Assert.All(Enumerable.Range(0, 8), index => Assert.InRange(before.Count(replica => replica.Index == index), 60, 140));

        router.Replicas[3].RecordFailure("gone");
        for (int session = 0; session < 800; session++)
        {
            Replica after = Choose(router, [1, 2], $"s{session}");
            Assert.NotEqual(3, after.Index);
            if (before[session].Index != 3)
            {
                Assert.Same(before[session], after);
            }
        }
    }

    [Fact]
    public void A_session_key_wins_over_the_prompt()
    {
        ReplicaRouter router = CreateRouter(8);
        for (int session = 0; session < 20; session++)
        {
            Replica chosen = Choose(router, CreatePrompt(300), $"s{session}");
            Assert.Same(chosen, Choose(router, CreatePrompt(300, 7000), $"s{session}"));
        }

        Assert.True(Enumerable.Range(0, 20).Select(session => Choose(router, CreatePrompt(300), $"s{session}")).Distinct().Count() > 3);
    }

    [Fact]
    public void Short_prompts_go_to_the_replica_that_has_least_to_do_and_equals_take_turns()
    {
        ReplicaRouter router = CreateRouter(4);
        Replica[] chosen = [.. Enumerable.Range(0, 12).Select(_ => router.Begin(null, [], new bool[4]))];
        Assert.All(Enumerable.Range(0, 4), index => Assert.Equal(3, chosen.Count(replica => replica.Index == index)));

        router.Replicas[2].End();
        Assert.Equal(2, router.Begin(null, [], new bool[4]).Index);
    }

    [Fact]
    public void A_replica_is_not_given_much_more_than_its_share_for_its_caches_sake()
    {
        ReplicaRouter router = CreateRouter(4);
        ulong[] blocks = PromptBlocks.Hash(CreatePrompt(256));
        for (int request = 0; request < 200; request++)
        {
            router.Begin(null, blocks, new bool[4]);
        }

        int[] loads = [.. Enumerable.Range(0, 4).Select(index => router.Replicas[index].Requests)];
        Assert.Equal(200, loads.Sum());
        Assert.InRange(loads.Max(), 50, 63); // 1.25 of a quarter
    }

    [Fact]
    public void A_few_requests_with_the_same_beginning_stay_together()
    {
        ReplicaRouter router = CreateRouter(4);
        ulong[] blocks = PromptBlocks.Hash(CreatePrompt(256));
        Replica first = router.Begin(null, blocks, new bool[4]);
        Assert.All(Enumerable.Range(0, 7), _ => Assert.Same(first, router.Begin(null, blocks, new bool[4])));
    }

    [Fact]
    public void A_replica_that_failed_comes_back_later_each_time_and_at_once_after_a_success()
    {
        ReplicaRouter router = CreateRouter(2);
        Replica replica = router.Replicas[0];
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            replica.RecordFailure("gone");
            _clock.Advance(TimeSpan.FromSeconds(seconds - 0.5));
            Assert.False(replica.IsAvailable);
            _clock.Advance(TimeSpan.FromSeconds(0.5));
            Assert.True(replica.IsAvailable);
        }

        replica.RecordFailure("gone");
        replica.RecordSuccess();
        Assert.True(replica.IsAvailable);
        replica.RecordFailure("gone");
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(replica.IsAvailable);
    }

    [Fact]
    public void Being_well_does_not_mean_having_time()
    {
        Replica replica = CreateRouter(1).Replicas[0];
        replica.MarkBusy(TimeSpan.FromSeconds(5));
        replica.MarkHealthy();
        Assert.False(replica.IsAvailable);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(replica.IsAvailable);
    }

    [Fact]
    public void Where_none_is_well_the_one_is_asked_that_comes_back_first()
    {
        ReplicaRouter router = CreateRouter(3);
        router.Replicas[0].RecordFailure("gone");
        router.Replicas[0].RecordFailure("gone");
        router.Replicas[1].MarkBusy(TimeSpan.FromSeconds(1.5));
        router.Replicas[2].MarkBusy(TimeSpan.FromSeconds(1.8));

        Assert.Equal(1, router.Begin(null, [], new bool[3]).Index);
        Assert.Equal(2, router.Begin(null, [], [false, true, false]).Index);
        Assert.Equal(1, router.Begin(null, [], [true, true, true]).Index);
    }

    [Fact]
    public void A_blocks_hash_depends_on_all_ids_before_it()
    {
        int[] prompt = CreatePrompt(512);
        ulong[] hashes = PromptBlocks.Hash(prompt);
        Assert.Equal(4, hashes.Length);
        Assert.Equal(hashes[..2], PromptBlocks.Hash(prompt.AsSpan(0, 300)));

        prompt[0]++;
        Assert.Empty(hashes.Intersect(PromptBlocks.Hash(prompt)));
        Assert.Empty(PromptBlocks.Hash(CreatePrompt(127)));
    }

    [Fact]
    public async Task The_engine_sends_a_conversation_and_a_session_where_they_were_before()
    {
        await using LoopbackServer first = LoopbackServer.Replaying("completions/return-stop-ids-stream");
        await using LoopbackServer second = LoopbackServer.Replaying("completions/return-stop-ids-stream");
        await using RemoteEngine engine = await ConnectAsync([first.Address, second.Address]);
        int[] prompt = CreatePrompt(1000);

        for (int turn = 1; turn <= 5; turn++)
        {
            await GenerateAsync(engine, new(prompt.AsMemory(0, turn * 200)));
        }

        Assert.Equal([0, 5], new[] { first.Posts.Count, second.Posts.Count }.Order());

        for (int turn = 1; turn <= 5; turn++)
        {
            await GenerateAsync(engine, new(CreatePrompt(5, turn * 10)) { SessionKey = "mine" });
        }

        Assert.True(first.Posts.Count is 0 or 5 or 10 && first.Posts.Count + second.Posts.Count == 10);
    }

    private ReplicaRouter CreateRouter(int count) => new(Addresses[..count], _clock);

    private static Replica Choose(ReplicaRouter router, int[] prompt, string? session = null)
    {
        Replica replica = router.Begin(session, PromptBlocks.Hash(prompt), new bool[router.Replicas.Length]);
        replica.End();
        return replica;
    }
}
