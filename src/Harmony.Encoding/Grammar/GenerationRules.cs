using Harmony.Vocabulary;
using static Harmony.Grammar.GenerationItem;

namespace Harmony.Grammar;

/// <summary>What an assistant may generate after <c>&lt;|start|&gt;</c> and its role.</summary>
internal static class GenerationRules
{
    /// <summary>The rules, the one of a whole turn first.</summary>
    public static IReadOnlyList<GenerationRule> All { get; } =
    [
        new("turn", false, new Sequence(
            new Repeated(new Sequence(new Rule("thought"), new Special(SpecialTokens.Start), new Text("assistant")), GenerationCount.AnyTimes),
            new Choice(new Rule("call"), new Rule("answer"), new Rule("formatted_answer")))),
        new("thought", false, new Sequence(
            new Special(SpecialTokens.Channel),
            new Choice(new Text("analysis"), new Text("commentary")),
            new Special(SpecialTokens.Message),
            new Hole(GenerationHole.Text),
            new Special(SpecialTokens.End))),
        new("call", true, new Sequence(
            new Choice(
                new Sequence(new Rule("address"), new Special(SpecialTokens.Channel), new Rule("call_channel"), new Repeated(new Rule("call_type"), GenerationCount.AtMostOnce)),
                new Sequence(new Special(SpecialTokens.Channel), new Rule("call_channel"), new Rule("address"), new Repeated(new Rule("call_type"), GenerationCount.AtMostOnce))),
            new Special(SpecialTokens.Message),
            new Hole(GenerationHole.Arguments),
            new Special(SpecialTokens.Call))),
        new("address", true, new Sequence(new Text(" "), new Text("to="), new Hole(GenerationHole.Tool))),
        new("call_channel", false, new Choice(new Text("commentary"), new Text("analysis"))),
        new("call_type", false, new Choice(
            new Sequence(new Text(" "), new Choice(new Text("json"), new Text("code"))),
            new Sequence(new Repeated(new Text(" "), GenerationCount.AtMostOnce), new Special(SpecialTokens.Constrain), new Choice(new Text("json"), new Text("code"))))),
        new("answer", false, new Sequence(
            new Special(SpecialTokens.Channel), new Text("final"), new Special(SpecialTokens.Message), new Hole(GenerationHole.Answer), new Rule("answer_end"))),
        new("formatted_answer", false, new Sequence(
            new Special(SpecialTokens.Channel), new Text("final"), new Repeated(new Rule("call_type"), GenerationCount.AtMostOnce), new Special(SpecialTokens.Message), new Hole(GenerationHole.Format), new Rule("answer_end"))),
        new("answer_end", false, new Choice(new Special(SpecialTokens.Return), new Special(SpecialTokens.End))),
    ];
}
