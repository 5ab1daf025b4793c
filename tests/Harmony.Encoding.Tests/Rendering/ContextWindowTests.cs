using Harmony.Conversations;
using Harmony.Rendering;

namespace Harmony.Tests.Rendering;

/// <summary>Which messages leave when a conversation is fitted to a context window.</summary>
public class ContextWindowTests
{
    private static readonly Message[] Instructions = [Message.System(SystemContent.Default), Message.Developer("Be brief.")];

    private static readonly Message[] OldTurn =
    [
        Message.User("First question?"),
        Message.Assistant("I look it up.", Channels.Analysis),
        Message.ToolCall("functions.find", """{"q": "first"}"""),
        Message.ToolResult("functions.find", "found"),
        Message.Assistant("First answer."),
    ];

    private static readonly Message[] LastTurn =
    [
        Message.User("Second question?"),
        Message.Assistant("One.", Channels.Analysis),
        Message.ToolCall("functions.find", """{"q": "one"}"""),
        Message.ToolResult("functions.find", "1"),
        Message.Assistant("Two.", Channels.Analysis),
        Message.ToolCall("functions.find", """{"q": "two"}"""),
        Message.ToolResult("functions.find", "2"),
    ];

    [Fact]
    public void What_fits_stays_as_it_is()
    {
        Conversation conversation = [.. Instructions, .. OldTurn, .. LastTurn];
        Assert.True(HarmonyRenderer.TryFit(conversation, HarmonyRenderer.Render(conversation).Length, out Conversation? fitted));
        Assert.Same(conversation, fitted);
    }

    [Fact]
    public void The_oldest_turn_leaves_first()
    {
        Conversation conversation = [.. Instructions, .. OldTurn, .. OldTurn, .. LastTurn];
        Assert.Equal([.. Instructions, .. OldTurn, .. LastTurn], FitInto(conversation, [.. Instructions, .. OldTurn, .. LastTurn]));
        Assert.Equal([.. Instructions, .. LastTurn], FitInto(conversation, [.. Instructions, .. LastTurn]));
    }

    [Fact]
    public void Then_the_last_turns_calls_leave_with_their_results()
    {
        Conversation conversation = [.. Instructions, .. OldTurn, .. LastTurn];
        Message[] shortest = [.. Instructions, LastTurn[0], .. LastTurn[4..]];
        Assert.Equal(shortest, FitInto(conversation, shortest));
        Assert.False(HarmonyRenderer.TryFit(conversation, HarmonyRenderer.CountTokens([.. shortest]) - 1, out _));
    }

    [Fact]
    public void Instructions_in_the_middle_stay()
    {
        Message late = Message.Developer("Now in French.");
        Conversation conversation = [.. Instructions, .. OldTurn[..3], late, .. OldTurn[3..], .. LastTurn];
        Assert.Equal([.. Instructions, late, .. LastTurn], FitInto(conversation, [.. Instructions, late, .. LastTurn]));
    }

    [Fact]
    public void A_result_that_comes_turns_later_leaves_with_its_call()
    {
        Message[] both = [Message.User("a"), OldTurn[2], Message.User("b"), OldTurn[3], Message.Assistant("c")];
        Conversation conversation = [.. Instructions, .. both, Message.User("d")];
        Assert.Equal([.. Instructions, Message.User("d")], FitInto(conversation, [.. Instructions, .. both[2..], Message.User("d")]));
    }

    [Fact]
    public void Several_calls_before_their_results_stay_together()
    {
        Message[] parallel = [Message.ToolCall("functions.a", "{}"), Message.ToolCall("functions.b", "{}"), Message.ToolResult("functions.a", "1"), Message.ToolResult("functions.b", "2")];
        Conversation conversation = [Message.User("a"), .. parallel, .. LastTurn[4..]];
        Assert.Equal([Message.User("a"), .. LastTurn[4..]], FitInto(conversation, [Message.User("a"), .. parallel[2..], .. LastTurn[4..]]));
    }

    [Fact]
    public void A_call_without_a_result_holds_nothing_else()
    {
        Message[] cancelled = [Message.User("a"), OldTurn[2]];
        Assert.Equal([.. Instructions, .. LastTurn], FitInto([.. Instructions, .. cancelled, .. OldTurn, .. LastTurn], [.. Instructions, .. LastTurn]));

        Conversation oneTurn = [LastTurn[0], Message.ToolCall("functions.other", "{}"), .. LastTurn[1..]];
        Assert.Equal([LastTurn[0], .. LastTurn[4..]], FitInto(oneTurn, [LastTurn[0], .. LastTurn[4..]]));
    }

    [Fact]
    public void A_message_to_all_is_no_call()
    {
        Message toAll = Message.Assistant("I look it up.") with { Recipient = "all" };
        Message[] rest = [Message.User("b"), Message.ToolResult("all", "Nobody called."), .. LastTurn];
        Assert.Equal(rest, FitInto([Message.User("a"), toAll, .. rest], rest));
    }

    [Fact]
    public void The_last_user_message_stays_within_a_late_results_turn()
    {
        Message last = Message.User("Still there?");
        Conversation conversation = [Message.User("a"), LastTurn[2], last, LastTurn[3], .. LastTurn[4..]];
        Message[] shortest = [Message.User("a"), last, .. LastTurn[4..]];
        Assert.Equal(shortest, FitInto(conversation, shortest));
    }

    [Fact]
    public void The_memory_for_many_calls_grows_with_their_number()
    {
        const int Count = 5_000;
        Conversation conversation =
        [
            Message.User("a"),
            .. Enumerable.Range(0, Count).Select(i => Message.ToolCall($"functions.f{i}", "{}")),
            .. Enumerable.Range(0, Count).Select(i => Message.ToolResult($"functions.f{i}", "1")),
        ];
        long before = GC.GetAllocatedBytesForCurrentThread();
        HarmonyRenderer.TryFit(conversation, 100, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Count * 2_000L);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void An_empty_window_holds_nothing(int maxTokens)
    {
        Assert.False(HarmonyRenderer.TryFit([.. Instructions], maxTokens, out Conversation? fitted));
        Assert.Null(fitted);
    }

    [Fact]
    public void The_longest_that_fits_is_taken()
    {
        Conversation conversation = [.. Instructions];
        for (int i = 0; i < 40; i++)
        {
            conversation.Add(Message.User($"Question {i}"));
            conversation.Add(Message.Assistant($"Answer {i}"));
        }

        for (int maxTokens = 100; maxTokens < HarmonyRenderer.CountTokens(conversation); maxTokens += 37)
        {
            Assert.True(HarmonyRenderer.TryFit(conversation, maxTokens, out Conversation? fitted));
            Assert.True(HarmonyRenderer.CountTokens(fitted) <= maxTokens);
            Message[] turn = [.. conversation.Skip(conversation.Count - fitted.Count + Instructions.Length - 2).Take(2)];
            Assert.True(HarmonyRenderer.CountTokens([.. fitted, .. turn]) > maxTokens);
        }
    }

    private static Conversation FitInto(Conversation conversation, Message[] room)
    {
        int maxTokens = HarmonyRenderer.CountTokens([.. room]);
        Assert.True(HarmonyRenderer.TryFit(conversation, maxTokens, out Conversation? fitted));
        return fitted;
    }
}
