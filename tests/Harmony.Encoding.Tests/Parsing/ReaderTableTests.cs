using Harmony.Conversations;

namespace Harmony.Tests.Parsing;

/// <summary>The table of docs/format.md, cell by cell: each state, and each kind of id in it.</summary>
public class ReaderTableTests
{
    /// <summary>Name of the cell, stream, messages, diagnostics. The state is reached by the beginning of the stream.</summary>
    public static TheoryData<string, string, string, string> Cells => new()
    {
        // Between messages.
        { "between, start", "<|start|>user<|message|>a<|end|>", "user: a (End)", "" },
        { "between, channel", "<|channel|>final<|message|>a<|end|>", "assistant final: a (End)", "MissingStart 0+1" },
        { "between, message", "<|message|>a<|end|>", "assistant: a (End)", "MissingStart 0+1" },
        { "between, constrain", "<|constrain|>json<|message|>a<|end|>", "assistant <|constrain|>json: a (End)", "MissingStart 0+1" },
        { "between, end", "<|end|><|start|>user<|message|>a<|end|>", "user: a (End)", "UnexpectedStop 0+1" },
        { "between, return", "<|return|>Hello<|start|>user<|message|>a<|end|>", "user: a (End)", "UnexpectedStop 0+1, AfterStop 1+1" },
        { "between, call", "<|call|>Hello<|start|>user<|message|>a<|end|>", "user: a (End)", "UnexpectedStop 0+1, AfterStop 1+1" },
        { "between, end of text", "<|endoftext|>Hello<|start|>user<|message|>a<|end|>", "user: a (End)", "UnexpectedStop 0+1, AfterStop 1+1" },
        { "between, text", "Hello<|end|>", "assistant final: Hello (End)", "MissingStart 0+1, IncompleteHeader 0+2" },
        { "between, reserved", "<|reserved_200014|>", "", "UnexpectedSpecial 0+1" },
        { "between, end of input", "", "", "" },

        // In a header.
        { "header, start, nothing said", "<|start|><|start|>user<|message|>a<|end|>", "user: a (End)", "RepeatedStart 0+2" },
        { "header, start, a role said", "<|start|>assistant<|start|>assistant<|message|>a<|end|>", "assistant: a (End)", "RepeatedStart 0+3" },
        { "header, start, more said", "<|start|>assistant<|channel|>final Hello<|start|>user<|message|>a<|end|>", "assistant final: Hello (Start)\nuser: a (End)", "IncompleteHeader 0+5" },
        { "header, start, only a header said", "<|start|>assistant<|channel|>final<|start|>user<|message|>a<|end|>", "user: a (End)", "IncompleteHeader 0+4" },
        { "header, channel", "<|start|>assistant<|channel|>final<|message|>a<|end|>", "assistant final: a (End)", "" },
        { "header, message", "<|start|>assistant<|message|>a<|end|>", "assistant: a (End)", "" },
        { "header, constrain", "<|start|>assistant<|channel|>final <|constrain|>json<|message|>a<|end|>", "assistant final <|constrain|>json: a (End)", "" },
        { "header, end", "<|start|>assistant<|channel|>final Hello<|end|>", "assistant final: Hello (End)", "IncompleteHeader 0+6" },
        { "header, return", "<|start|>assistant<|channel|>final Hello<|return|>b", "assistant final: Hello (Return)", "IncompleteHeader 0+6, AfterStop 6+1" },
        { "header, call", "<|start|>assistant to=functions.f<|channel|>commentary json {}<|call|>b", "assistant to=functions.f commentary json: {} (Call)", "IncompleteHeader 0+12, AfterStop 12+1" },
        { "header, end of text", "<|start|>assistant Hello<|endoftext|>b", "assistant final: Hello (EndOfText)", "IncompleteHeader 0+4, AfterStop 4+1" },
        { "header, text", "<|start|>functions.f<|message|>a<|end|>", "tool:functions.f: a (End)", "" },
        { "header, reserved", "<|start|>us<|reserved_200014|>er<|message|>a<|end|>", "user: a (End)", "UnexpectedSpecial 2+1" },
        { "header, end of input", "<|start|>assistant<|channel|>final Hello", "assistant final: Hello (EndOfInput)", "IncompleteHeader 0+5" },

        // In a content.
        { "content, start", "<|start|>user<|message|>a<|start|>user<|message|>b<|end|>", "user: a (Start)\nuser: b (End)", "MissingEnd 4+1" },
        { "content, channel", "<|start|>assistant<|channel|>analysis<|message|>a<|channel|>final<|message|>b<|end|>", "assistant analysis: a (Channel)\nassistant final: b (End)", "MissingEnd 6+1" },
        { "content, channel, named author", "<|start|>user:alice<|message|>a<|channel|>x<|message|>b<|end|>", "user:alice: a (Channel)\nuser:alice x: b (End)", "MissingEnd 6+1, UnknownChannel 6+3" },
        { "content, message", "<|start|>user<|message|>a<|message|>b<|end|>", "user: ab (End)", "UnexpectedSpecial 4+1" },
        { "content, constrain", "<|start|>user<|message|>a<|constrain|>b<|end|>", "user: ab (End)", "UnexpectedSpecial 4+1" },
        { "content, end", "<|start|>user<|message|>a<|end|>b<|end|>", "user: a (End)\nassistant final: b (End)", "MissingStart 5+1, IncompleteHeader 5+2" },
        { "content, return", "<|start|>user<|message|>a<|return|>b<|end|>", "user: a (Return)", "AfterStop 5+2" },
        { "content, call", "<|start|>user<|message|>a<|call|>b<|end|>", "user: a (Call)", "AfterStop 5+2" },
        { "content, end of text", "<|start|>user<|message|>a<|endoftext|>b<|end|>", "user: a (EndOfText)", "AfterStop 5+2" },
        { "content, text", "<|start|>user<|message|>Hello, world<|end|>", "user: Hello, world (End)", "" },
        { "content, reserved", "<|start|>user<|message|>a<|startoftext|>b<|end|>", "user: ab (End)", "UnexpectedSpecial 4+1" },
        { "content, end of input", "<|start|>user<|message|>a", "user: a (EndOfInput)", "" },

        // After the turn was over.
        { "stopped, start", "<|start|>user<|message|>a<|return|><|start|>user<|message|>b<|end|>", "user: a (Return)\nuser: b (End)", "" },
        { "stopped, anything else", "<|start|>user<|message|>a<|return|><|channel|><|message|><|constrain|><|end|><|return|><|call|><|endoftext|>x<|reserved_200014|>", "user: a (Return)", "AfterStop 5+9" },
        { "stopped, then start", "<|start|>user<|message|>a<|call|> <|end|><|start|>user<|message|>b<|end|>", "user: a (Call)\nuser: b (End)", "AfterStop 5+2" },
        { "stopped, end of input", "<|start|>user<|message|>a<|return|>", "user: a (Return)", "" },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell(string cell, string stream, string messages, string diagnostics)
    {
        Assert.Equal($"{cell}: {messages}", $"{cell}: {Streams.Messages(stream)}");
        Assert.Equal($"{cell}: {diagnostics}", $"{cell}: {Streams.Diagnostics(stream)}");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(199_997 + 1_092)]
    public void An_id_outside_the_vocabulary_is_left_out_in_every_state(int id)
    {
        int[] ids = [id, .. Streams.Ids("<|start|>us"), id, .. Streams.Ids("er<|message|>a"), id, .. Streams.Ids("b<|return|>"), id];
        Assert.Equal("user: ab (Return)", Streams.Messages(ids));
        Assert.Equal("OutsideVocabulary 0+1, OutsideVocabulary 3+1, OutsideVocabulary 7+1, AfterStop 10+1", Streams.Diagnostics(ids));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("<|channel|>final<|message|>a<|return|>", "assistant final: a (Return)", "")]
    [InlineData("Hello, world<|return|>", "assistant final: Hello, world (Return)", "IncompleteHeader 0+4")]
    [InlineData(" to=functions.f<|channel|>commentary json<|message|>{}<|call|>", "assistant to=functions.f commentary json: {} (Call)", "")]
    [InlineData("<|start|>assistant<|channel|>final<|message|>a<|return|>", "assistant final: a (Return)", "RepeatedStart 0+1")]
    [InlineData("assistant<|channel|>final<|message|>a<|return|>", "assistant final: a (Return)", "RepeatedRole 0+4")]
    [InlineData("<|return|>", "", "IncompleteHeader 0+1")]
    [InlineData("   <|return|>", "", "IncompleteHeader 0+2")]
    public void A_stream_may_go_on_from_a_prompts_end(string stream, string messages, string diagnostics)
    {
        Assert.Equal(messages, Streams.Messages(stream, Role.Assistant));
        Assert.Equal(diagnostics, Streams.Diagnostics(stream, Role.Assistant));
    }
}
