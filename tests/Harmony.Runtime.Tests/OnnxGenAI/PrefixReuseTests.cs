using Harmony.Conversations;
using Harmony.Engines;
using Harmony.OnnxGenAI;
using Harmony.Parsing;
using Harmony.Rendering;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>What was read once is not read again: counted.</summary>
public class PrefixReuseTests
{
    private static readonly RenderOptions KeepAnalysis = new() { KeepAnalysis = true };

    [Fact]
    public async Task A_second_turn_reads_only_its_new_ids()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        Conversation conversation = NewConversation("Hello!");
        int[] first = HarmonyRenderer.Render(conversation, KeepAnalysis);
        Answer answer = await engine.GenerateAsync(Greedy(first));
        Assert.Equal(0, answer.Usage.CachedTokens);
        Assert.Equal(first.Length, answer.Usage.PrefilledTokens);

        Continue(conversation, answer, "What is the weather in Tokyo?");
        int[] second = HarmonyRenderer.Render(conversation, KeepAnalysis);

        // With the analysis kept, the prompt goes on from all that was generated but for its end: <|return|>, which was given out
        // and not read, is rendered as <|end|>.
        int known = first.Length + answer.Ids.Length - 1;
        Assert.Equal([.. first, .. answer.Ids[..^1]], second[..known]);
        Answer next = await engine.GenerateAsync(Greedy(second));
        Assert.Equal(known, next.Usage.CachedTokens);
        Assert.Equal(second.Length - known, next.Usage.PrefilledTokens);
        await AssertSameAsAnewAsync(second, next);
    }

    [Fact]
    public async Task Where_the_history_drops_analysis_only_what_comes_after_it_is_read_again()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        Conversation conversation = NewConversation("Hello!");
        int[] first = HarmonyRenderer.Render(conversation);
        Answer answer = await engine.GenerateAsync(Greedy(first));
        Continue(conversation, answer, "Thank you.");
        int[] second = HarmonyRenderer.Render(conversation);

        int standing = first.Concat(answer.Ids).ToArray().AsSpan().CommonPrefixLength(second);
        Assert.InRange(standing, first.Length, first.Length + 1);
        Answer next = await engine.GenerateAsync(Greedy(second));
        Assert.Equal(standing, next.Usage.CachedTokens);
        Assert.Equal(second.Length - standing, next.Usage.PrefilledTokens);
        await AssertSameAsAnewAsync(second, next);
    }

    [Fact]
    public async Task A_calls_own_ids_keep_the_prefix_where_its_rendering_would_change_it()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        ToolNamespace tools = ToolNamespace.Functions([new("get_time", "Gets the current time in the location.",
            ToolParameters.Parse("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""))]);
        Conversation conversation = new([
            Message.System(SystemContent.Default with { ReasoningEffort = ReasoningLevel.Medium }),
            Message.Developer(new DeveloperContent { Tools = [tools] }),
            Message.User("What time is it in Tokyo?"),
        ]);
        int[] first = HarmonyRenderer.Render(conversation);
        Answer answer = await engine.GenerateAsync(Greedy(first));
        Assert.Equal(Vocabulary.SpecialTokens.Call, answer.StopId);

        // The model writes the recipient behind the channel, the reference before it: a message that keeps its ids is rendered as it was.
        int Known(bool keepRawIds)
        {
            var next = new Conversation([.. conversation, .. HarmonyParser.Parse(answer.Ids, Role.Assistant, keepRawIds).Messages, Message.ToolResult("functions.get_time", """{"time":"10:00"}""")]);
            return first.Concat(answer.Ids).ToArray().AsSpan().CommonPrefixLength(HarmonyRenderer.Render(next));
        }

        Assert.Equal(first.Length + answer.Ids.Length, Known(keepRawIds: true));
        Assert.True(Known(keepRawIds: false) < first.Length + answer.Ids.Length);
        var conversationWithIds = new Conversation([.. conversation, .. HarmonyParser.Parse(answer.Ids, Role.Assistant, keepRawIds: true).Messages, Message.ToolResult("functions.get_time", """{"time":"10:00"}""")]);
        int[] second = HarmonyRenderer.Render(conversationWithIds);
        Answer after = await engine.GenerateAsync(Greedy(second));
        Assert.Equal(first.Length + answer.Ids.Length - 1, after.Usage.CachedTokens);
        Assert.Contains("10:00", HarmonyParser.Parse(after.Ids, Role.Assistant).Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_prompt_again_reads_one_id()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        TinyPrompt prompt = TinyModel.LongestPrompt;
        await engine.GenerateAsync(prompt.ToRequest());
        Answer again = await engine.GenerateAsync(prompt.ToRequest());
        Assert.Equal(prompt.ExpectedIds, again.Ids);
        Assert.Equal(1, again.Usage.PrefilledTokens);
    }

    [Fact]
    public async Task Conversations_that_take_turns_each_find_what_was_read_of_them()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        var conversations = new List<Conversation>();
        for (int i = 0; i < 4; i++)
        {
            conversations.Add(NewConversation($"My name is {"Anna Ben Carla David".Split(' ')[i]}.", $"You are number {i} of four, and this is a long enough instruction to be worth keeping."));
        }

        for (int turn = 0; turn < 3; turn++)
        {
            foreach (Conversation conversation in conversations)
            {
                int[] ids = HarmonyRenderer.Render(conversation, KeepAnalysis);
                Answer answer = await engine.GenerateAsync(Greedy(ids));
                if (turn > 0)
                {
                    Assert.True(answer.Usage.PrefilledTokens <= 12, $"turn {turn}: read {answer.Usage.PrefilledTokens} of {ids.Length} ids");
                }

                Continue(conversation, answer, "Thank you.");
            }
        }

        Assert.Equal(4, engine.CacheUsage.Kept);
    }

    [Fact]
    public async Task Memory_for_conversations_is_bounded_and_the_least_recently_used_one_gives_way()
    {
        long each = 2L * 4 * 4 * 2 * 32 * 1024;
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 1024, MaxCacheBytes = (2 * each) + 1 });
        int[][] prompts = [[.. Enumerable.Range(1000, 40)], [.. Enumerable.Range(2000, 40)], [.. Enumerable.Range(3000, 40)]];
        foreach (int[] prompt in prompts)
        {
            await engine.GenerateAsync(Greedy(prompt) with { MaxTokens = 1 });
            Assert.True(engine.CacheUsage.Bytes <= (2 * each) + 1);
        }

        Assert.Equal(new CacheUsage(Kept: 2, Running: 0, Bytes: 2 * each, KeptTokens: 80), engine.CacheUsage);
        Assert.Equal(39, (await engine.GenerateAsync(Greedy(prompts[1]) with { MaxTokens = 1 })).Usage.CachedTokens);
        Assert.Equal(39, (await engine.GenerateAsync(Greedy(prompts[2]) with { MaxTokens = 1 })).Usage.CachedTokens);
        Assert.Equal(0, (await engine.GenerateAsync(Greedy(prompts[0]) with { MaxTokens = 1 })).Usage.CachedTokens);
    }

    [Fact]
    public async Task A_session_key_keeps_a_conversation_where_it_was()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        int[] system = [.. Enumerable.Range(1000, 20)];
        int[] Prompt(int seed, int length) => [.. system, .. Enumerable.Range(seed, length)];
        await engine.GenerateAsync(Greedy(Prompt(5000, 100)) with { MaxTokens = 1, SessionKey = "a" });

        // Another conversation with the same beginning: it does not take the place of the first.
        Assert.Equal(0, (await engine.GenerateAsync(Greedy(Prompt(7000, 100)) with { MaxTokens = 1, SessionKey = "b" })).Usage.CachedTokens);

        // The first one's history was cut down to its beginning: its own generator is rewound.
        Assert.Equal(20, (await engine.GenerateAsync(Greedy(Prompt(9000, 100)) with { MaxTokens = 1, SessionKey = "a" })).Usage.CachedTokens);
        Assert.Equal(2, engine.CacheUsage.Kept);
        Assert.Equal(119, (await engine.GenerateAsync(Greedy(Prompt(7000, 100)) with { MaxTokens = 1, SessionKey = "b" })).Usage.CachedTokens);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_rewound_is_read_anew_and_said_once()
    {
        var warnings = new List<string>();
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(
            new() { ContextLength = 2048, Warn = warnings.Add }, new RefusedRewindPolicy { Problem = "not this one" });
        TinyPrompt prompt = TinyModel.LongestPrompt;
        for (int i = 0; i < 3; i++)
        {
            Answer answer = await engine.GenerateAsync(prompt.ToRequest());
            Assert.Equal(prompt.ExpectedIds, answer.Ids);
            Assert.Equal(0, answer.Usage.CachedTokens);
        }

        Assert.Contains("cannot rewind the model's cache (not this one)", Assert.Single(warnings), StringComparison.Ordinal);

        // What only goes on needs no rewinding.
        int[] longer = [.. prompt.PromptTokens, .. prompt.ExpectedIds, 200006, 1428];
        Assert.Equal(prompt.PromptTokens.Length + prompt.ExpectedIds.Length - 1, (await engine.GenerateAsync(Greedy(longer) with { MaxTokens = 1 })).Usage.CachedTokens);
    }

    /// <summary>One was rewound, so the export can be: what failed was that generator's own.</summary>
    [Fact]
    public async Task A_generator_that_cannot_be_rewound_does_not_keep_others_from_being()
    {
        var policy = new RefusedRewindPolicy();
        var warnings = new List<string>();
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, Warn = warnings.Add }, policy);
        GenerationRequest request = TinyModel.ShortestPrompt.ToRequest() with { MaxTokens = 1 };
        int known = request.Prompt.Length - 1;
        Assert.Equal([0, known], [await ReadCachedAsync(), await ReadCachedAsync()]);
        policy.Problem = "not this one";
        Assert.Equal(0, await ReadCachedAsync());
        policy.Problem = null;
        Assert.Equal(known, await ReadCachedAsync());
        Assert.Contains("could not rewind a cache (not this one)", Assert.Single(warnings), StringComparison.Ordinal);

        async Task<int?> ReadCachedAsync() => (await engine.GenerateAsync(request)).Usage.CachedTokens;
    }

    private static Conversation NewConversation(string text, string instructions = "Answer in a few words.") =>
        new([Message.System(SystemContent.Default with { ReasoningEffort = ReasoningLevel.Medium }), Message.Developer(instructions), Message.User(text)]);

    private static void Continue(Conversation conversation, Answer answer, string text)
    {
        foreach (Message message in HarmonyParser.Parse(answer.Ids, Role.Assistant).Messages)
        {
            conversation.Add(message);
        }

        conversation.Add(Message.User(text));
    }

    private static GenerationRequest Greedy(int[] ids) => new(ids) { Sampling = SamplingOptions.Greedy };

    private static async Task AssertSameAsAnewAsync(int[] prompt, Answer answer)
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        Assert.Equal((await engine.GenerateAsync(Greedy(prompt))).Ids, answer.Ids);
    }
}
