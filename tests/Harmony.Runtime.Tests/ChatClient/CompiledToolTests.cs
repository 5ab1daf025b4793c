using Harmony.ChatClient;
using Harmony.Conversations;
using Harmony.Rendering;
using Microsoft.Extensions.AI;

namespace Harmony.Runtime.Tests.ChatClient;

/// <summary>A program's compiled tools as functions of the abstractions.</summary>
public class CompiledToolTests
{
    private const string Answer = "<|channel|>final<|message|>Hi.<|return|>";

    [Fact]
    public void They_have_the_names_descriptions_and_schemas_that_were_compiled()
    {
        IReadOnlyList<AIFunction> functions = new TravelTools().AsAIFunctions();
        Assert.Equal(["get_current_weather", "get_time"], functions.Select(function => function.Name));
        Assert.Equal("Gets the current time in a city.", functions[1].Description);
        Assert.Equal("string", functions[1].JsonSchema.GetProperty("properties").GetProperty("city").GetProperty("type").GetString());
        Assert.Equal("notes.keep", Assert.Single(new NoteTools().AsAIFunctions()).Name);
    }

    [Fact]
    public async Task They_are_called_with_arguments_of_any_kind_and_what_is_wrong_is_answered()
    {
        var tools = new TravelTools();
        IReadOnlyList<AIFunction> functions = tools.AsAIFunctions();
        Assert.Equal("""{"temperature":17,"condition":"foggy"}""", await functions[0].InvokeAsync(new() { ["location"] = "Oslo" }, TestContext.Current.CancellationToken));
        Assert.Equal("""{"time":"09:45"}""", await functions[1].InvokeAsync(new() { ["city"] = System.Text.Json.JsonElement.Parse("\"Lima\"") }, TestContext.Current.CancellationToken));
        Assert.Equal(["Oslo", "Lima"], tools.Calls);
        Assert.Contains("city", Assert.IsType<string>(await functions[1].InvokeAsync(new() { ["city"] = 5 }, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Contains("city", Assert.IsType<string>(await functions[1].InvokeAsync(null, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        Assert.Equal(2, tools.Calls.Count);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => functions[1].InvokeAsync(new() { ["city"] = "Lima" }, new CancellationToken(canceled: true)).AsTask());
    }

    [Fact]
    public async Task All_of_them_together_are_the_namespace_that_was_compiled()
    {
        var engine = ScriptedEngine.Of(Answer);
        using var client = engine.Client();
        var tools = new TravelTools();
        await client.AskAsync("Hi", new() { Tools = [.. tools.AsAIFunctions()] });
        Conversation conversation = [Message.System(SystemContent.Default), Message.Developer(new DeveloperContent { Tools = [TravelTools.ToolNamespace] }), Message.User("Hi")];
        Assert.Equal(HarmonyRenderer.Render(conversation), engine.Requests[0].Prompt.ToArray());
        Assert.Same(TravelTools.ToolNamespace, Assert.Single(ToolDeclarations.Read([.. tools.AsAIFunctions()]).Namespaces));
    }

    [Fact]
    public async Task Some_of_them_among_others_are_declared_too_and_namespaces_are_kept_apart()
    {
        var engine = ScriptedEngine.Of(" to=notes.keep<|channel|>commentary json<|message|>{\"text\":\"x\"}<|call|>", Answer);
        using var client = engine.Client();
        List<AITool> tools = [new TravelTools().AsAIFunctions()[1], .. new NoteTools().AsAIFunctions(), Responses.Weather];
        ChatResponse response = await client.AskAsync("Hi", new() { Tools = tools });
        string prompt = engine.Prompt();
        Assert.Contains("## functions\n\nnamespace functions {\n\n// Gets the current time in a city.\ntype get_time", prompt, StringComparison.Ordinal);
        Assert.Contains("type get_current_weather", prompt, StringComparison.Ordinal);
        Assert.Contains("## notes\n\nnamespace notes {\n\n// Keeps a text.\ntype keep", prompt, StringComparison.Ordinal);

        // The model's name for it and the client's are told apart, there and back, also where only the name comes back.
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal("notes.keep", call.Name);
        await client.AskAsync(
            [new(ChatRole.User, "Hi"), new(ChatRole.Assistant, [new FunctionCallContent("c1", "notes.keep"), new FunctionCallContent("c2", "get_time")]), new(ChatRole.Tool, [new FunctionResultContent("c1", "y")])],
            new() { Tools = tools });
        Assert.Contains("<|start|>assistant to=notes.keep<|channel|>", engine.Prompt(1), StringComparison.Ordinal);
        Assert.Contains("<|start|>assistant to=functions.get_time<|channel|>", engine.Prompt(1), StringComparison.Ordinal);
        Assert.Contains("<|start|>notes.keep to=assistant<|channel|>commentary<|message|>y<|end|>", engine.Prompt(1), StringComparison.Ordinal);
    }
}
