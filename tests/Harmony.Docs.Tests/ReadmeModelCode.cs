using System.Text;
using Harmony.ChatClient;
using Harmony.OnnxGenAI;
using Microsoft.Extensions.AI;

namespace Harmony.Docs.Tests;

/// <summary>The README's code that runs a model.</summary>
public class ReadmeModelCode
{
    [Fact]
    public async Task Run_a_model()
    {
        EngineLibraries.SkipWithout();
        string modelFolder = Path.Combine(TestFiles.Data, "tiny-gpt-oss");
        var answer = new StringBuilder();
#pragma warning disable xUnit1051 // A reader of the README has no test to cancel.
        // <model>
        await using OnnxGenAIEngine engine = await OnnxGenAIEngine.LoadAsync(modelFolder);   // or a RemoteEngine
        using IChatClient client = new HarmonyChatClient(engine);                            // of Microsoft.Extensions.AI
        var options = new ChatOptions { Tools = [.. new WeatherTools().AsAIFunctions()], Temperature = 0 };

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Who are you?", options))
        {
            answer.Append(update.Text);
        }
        // </model>
#pragma warning restore xUnit1051
        Assert.NotEqual("", answer.ToString().Trim());
    }
}
