using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Many generations at once.</summary>
public class ManySessionsTests
{
    [Fact]
    public async Task Eight_sessions_at_once_each_get_their_own_answer()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync();
        TinyPrompt[] prompts = TinyModel.Prompts;
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async session =>
        {
            for (int index; (index = Interlocked.Increment(ref next) - 1) < prompts.Length;)
            {
                Answer answer = await engine.GenerateAsync(prompts[index].ToRequest() with { SessionKey = $"session {session}" });
                Assert.Equal(prompts[index].ExpectedIds, answer.Ids);
            }
        }));
        Assert.Equal(8, engine.CacheUsage.Kept);
    }

    [Fact]
    public async Task More_sessions_than_generators_take_turns()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 2048, MaxGenerators = 2 });
        Answer[] answers = await Task.WhenAll(TinyModel.Prompts.Take(12).Select(prompt => engine.GenerateAsync(prompt.ToRequest())));
        Assert.Equal(TinyModel.Prompts.Take(12).Select(prompt => prompt.ExpectedIds), answers.Select(answer => answer.Ids));
        Assert.Equal(2, engine.CacheUsage.Kept);
    }
}
