using System.Diagnostics;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Docs.Tests;

/// <summary>Runs the sample of tools as a user does.</summary>
public class SampleTests
{
    [Fact]
    public async Task What_the_sample_prints_is_rendered_to_the_same_ids_at_run_time()
    {
        JsonElement printed = JsonDocument.Parse(await Run("--print")).RootElement;
        Conversation conversation = Conversation.FromJson(printed.GetProperty("conversation").GetRawText());
        int[] ids = [.. printed.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
        Assert.Equal(HarmonyRenderer.Render(conversation, new RenderOptions { Purpose = RenderPurpose.Conversation }), ids);
        Assert.True(conversation.SelectMany(message => message.Content).OfType<DeveloperContent>().Single().Tools.Single().Tools.Count >= 3);
    }

    [Fact]
    public async Task The_sample_finishes_a_tool_turn()
    {
        string output = await Run();
        Assert.Contains("The tool answers {\"location\":\"Tokyo, Japan\",\"temperature\":70.7,\"unit\":\"fahrenheit\"", output, StringComparison.Ordinal);
        Assert.Contains("\"argument\":\"from\"", output, StringComparison.Ordinal);
    }

    private static async Task<string> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Weather.dll"), .. arguments]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
