using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>What sampling does on the real engine.</summary>
public class SamplingTests
{
    private static readonly int[] Forced = [200005, 17196, 200008, 13225, 200002];

    [Fact]
    public async Task A_seed_gives_the_same_answer_also_where_the_prompt_is_kept()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        Task<Answer> Generate(int seed) => engine.GenerateAsync(TinyModel.Prompts[0].ToRequest() with { Sampling = new() { Temperature = 8, TopP = 0.9, Seed = seed }, MaxTokens = 40 });
        Answer first = await Generate(1), again = await Generate(1), other = await Generate(2);
        Assert.Equal(first.Ids, again.Ids);
        Assert.NotEqual(first.Ids, other.Ids);
        Assert.Equal((0, 1), (first.Usage.CachedTokens, again.Usage.PrefilledTokens));
    }

    [Fact]
    public async Task A_constraint_of_the_callers_forces_ids_and_sees_what_was_generated()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        var constraint = new Script(Forced);
        Answer answer = await engine.GenerateAsync(TinyModel.Prompts[0].ToRequest() with { Constraint = constraint });
        Assert.Equal(Forced, answer.Ids);
        Assert.Equal(FinishReason.Stop, answer.FinishReason);
        Assert.True(constraint.SawAll);
    }

    [Fact]
    public async Task An_exception_of_a_constraint_comes_to_the_reader_and_ends_nothing_else()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        await Assert.ThrowsAsync<TimeZoneNotFoundException>(() => engine.GenerateAsync(TinyModel.Prompts[0].ToRequest() with { Constraint = new Thrower() }));
        Assert.Equal(TinyModel.Prompts[0].ExpectedIds, (await engine.GenerateAsync(TinyModel.Prompts[0].ToRequest())).Ids);
    }

    private sealed class Script(int[] ids) : NextIdConstraint
    {
        public bool SawAll { get; private set; } = true;

        public override NextIds GetNext(ReadOnlySpan<int> generated)
        {
            SawAll &= generated.SequenceEqual(ids.AsSpan(0, generated.Length));
            return NextIds.Only(ids.AsSpan(generated.Length, 1));
        }
    }

    private sealed class Thrower : NextIdConstraint
    {
        public override NextIds GetNext(ReadOnlySpan<int> generated) => generated.Length < 3 ? NextIds.Any : throw new TimeZoneNotFoundException();
    }
}
