using Harmony.Verification;

namespace Harmony.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private const string Refused = """{"name":"n","request":{"messages":[{"role":"critic"}]},"refused":"x"}""";
    private const string VllmMlx = """{"name":"n","request":{"messages":[{"role":"system","content":"x"}]},"text":"<|start|>system<|message|>x<|end|><|start|>assistant"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-verify-").FullName;

    /// <summary>The golden files: everything that the library does has to be what the reference does.</summary>
    [Theory]
    [InlineData("encode.jsonl", 1_673)]
    [InlineData("decode.jsonl", 944)]
    [InlineData("specials.jsonl", 1_092)]
    [InlineData("code-points.jsonl", 60_816)]
    [InlineData("schemas.jsonl", 579)]
    [InlineData("messages.jsonl", 617)]
    [InlineData("conversations.jsonl", 364)]
    [InlineData("parse.jsonl", 1_324)]
    [InlineData("oss/parse.jsonl", 1_324)]
    [InlineData("chat.jsonl", 206)]
    [InlineData("chat-vllm-mlx.jsonl", 116)]
    [InlineData("oss/schemas.jsonl", 579)]
    [InlineData("oss/messages.jsonl", 617)]
    [InlineData("oss/conversations.jsonl", 364)]
    public void Golden_files_pass(string file, int cases)
    {
        CommandResult result = Verify(Path.Combine(TestFiles.Data, file));
        Assert.Equal($"{cases} passed, 0 failed", result.Output.TrimEnd().Split('\n')[^1].Trim());
        Assert.Equal(ExitCode.Success, result.ExitCode);
    }

    [Theory]
    [InlineData("encode.jsonl", """{"text":"Hello","ids":[13225],"with_specials":null}""", """{"text":"Hello","ids":[13226],"with_specials":null}""")]
    [InlineData("encode.jsonl", """{"text":"<|end|>","ids":[27,91,419,91,29],"with_specials":[200007]}""", """{"text":"<|end|>","ids":[27,91,419,91,29],"with_specials":[200008]}""")]
    [InlineData("encode.jsonl", """{"text":"Hello","ids":[13225],"with_specials":null}""", """{"text":"Hello","ids":[300000],"with_specials":null}""")]
    [InlineData("decode.jsonl", """{"ids":[0],"bytes_hex":"21","utf8":"!","error":null}""", """{"ids":[0],"bytes_hex":"21","utf8":null,"error":"x"}""")]
    [InlineData("decode.jsonl", """{"ids":[4294967295],"bytes_hex":null,"utf8":null,"error":"x"}""", """{"ids":[4294967295],"bytes_hex":"","utf8":"","error":null}""")]
    [InlineData("specials.jsonl", """{"text":"<|end|>","ids":[200007],"decodes_to":"<|end|>"}""", """{"text":"<|end|>","ids":[200008],"decodes_to":"<|end|>"}""")]
    [InlineData("specials.jsonl", """{"stop":[200002,200007,200012],"stop_assistant":[200002,200012],"not_special":[0]}""", """{"stop":[200002,200007],"stop_assistant":[200002,200012],"not_special":[0]}""")]
    [InlineData("messages.jsonl", """{"message":{"role":"user","content":"a"},"conversation_has_function_tools":false,"ids":[200006,1428,200008,64,200007],"error":null}""", """{"message":{"role":"user","content":"a"},"conversation_has_function_tools":false,"ids":null,"error":"refused"}""")]
    [InlineData("messages.jsonl", """{"message_text":"{","conversation_has_function_tools":false,"ids":null,"error":"x"}""", """{"message_text":"{","conversation_has_function_tools":false,"ids":[],"error":null}""")]
    [InlineData("conversations.jsonl", """{"name":"n","conversation":{"messages":[]},"text":"","completion_drop":[200006,173781],"conversation_drop":[],"training_drop":[]}""", """{"name":"n","conversation":{"messages":[]},"text":"","completion_drop":[200006,173781],"conversation_drop":[],"training_drop":[1]}""")]
    [InlineData("parse.jsonl", """{"ids":[200005,17196,200008,87,200007],"role":"assistant","strict":true,"messages":[{"role":"assistant","content":"x","channel":"final"}],"error":null,"steps":[["H",null,"assistant",null,null,null],["H",null,"assistant",null,null,null],["C",null,"assistant","final",null,null],["C","x","assistant","final",null,null],["E",null,null,null,null,null]]}""", """{"ids":[200005,17196,200008,87,200007],"role":"assistant","strict":true,"messages":[{"role":"assistant","content":"y","channel":"final"}],"error":null,"steps":[["H",null,"assistant",null,null,null],["H",null,"assistant",null,null,null],["C",null,"assistant","final",null,null],["C","x","assistant","final",null,null],["E",null,null,null,null,null]]}""")]
    [InlineData("parse.jsonl", """{"ids":[200005,17196,200008,87,200007],"role":"assistant","strict":true,"messages":[{"role":"assistant","content":"x","channel":"final"}],"error":null,"steps":[["H",null,"assistant",null,null,null],["H",null,"assistant",null,null,null],["C",null,"assistant","final",null,null],["C","x","assistant","final",null,null],["E",null,null,null,null,null]]}""", """{"ids":[200005,17196,200008,87,200007],"role":"assistant","strict":true,"messages":[{"role":"assistant","content":"x","channel":"final"}],"error":null,"steps":[["H",null,"assistant",null,null,null],["H",null,"assistant",null,null,null],["C",null,"assistant","final",null,null],["C",null,"assistant","final",null,null],["E",null,null,null,null,null]]}""")]
    [InlineData("parse.jsonl", """{"ids":[87,200006],"role":null,"strict":true,"messages":[],"error":"x","steps":[],"after":{"steps":[[false,["H",null,null,null,null,null]]],"end_refused":true,"messages":[]}}""", """{"ids":[87,200006],"role":null,"strict":true,"messages":[],"error":"x","steps":[],"after":{"steps":[[false,["H",null,null,null,null,null]]],"end_refused":false,"messages":[]}}""")]
    [InlineData("parse.jsonl", """{"ids":[87,200006],"role":null,"strict":true,"messages":[],"error":"x","steps":[],"after":{"steps":[[false,["H",null,null,null,null,null]]],"end_refused":true,"messages":[]}}""", """{"ids":[87,200006],"role":null,"strict":true,"messages":[],"error":"x","steps":[],"after":{"steps":[[true,["E",null,null,null,null,null]]],"end_refused":true,"messages":[]}}""")]
    [InlineData("chat.jsonl", Refused, """{"name":"n","request":{"messages":[{"role":"user","content":"x"}]},"refused":"x"}""")]
    [InlineData("chat.jsonl", Refused, """{"name":"n","request":{"messages":[{"role":"critic"}]},"conversation":{"messages":[]},"text":"","ids":[]}""")]
    [InlineData("chat-vllm-mlx.jsonl", VllmMlx, """{"name":"n","request":{"messages":[{"role":"system","content":"x"}]},"text":"<|start|>system<|message|>y<|end|><|start|>assistant"}""")]
    [InlineData("chat-vllm-mlx.jsonl", VllmMlx, """{"name":"n","request":{"messages":5},"text":""}""")]
    public void A_case_that_differs_fails(string file, string good, string bad)
    {
        File.WriteAllText(Path.Combine(_folder, file), good + "\n" + bad + "\n");
        CommandResult result = Verify(_folder);
        Assert.EndsWith("1 passed, 1 failed", result.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("line 2: ", result.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CheckFailed, result.ExitCode);
    }

    [Fact]
    public void A_wrong_digest_and_a_wrong_schema_fail()
    {
        string[] codePoints = [.. File.ReadLines(Path.Combine(TestFiles.Data, "code-points.jsonl")).Take(2)];
        codePoints[1] = codePoints[1].Replace("ede55aab250089d8b9be9e38269eb984", "ede55aab250089d8b9be9e38269eb985", StringComparison.Ordinal);
        File.WriteAllLines(Path.Combine(_folder, "code-points.jsonl"), codePoints);
        string schema = File.ReadLines(Path.Combine(TestFiles.Data, "schemas.jsonl")).First();
        File.WriteAllText(Path.Combine(_folder, "schemas.jsonl"), schema.Replace("Does it.", "Did it.", StringComparison.Ordinal));
        CommandResult result = Verify(_folder);
        Assert.EndsWith("13 passed, 2 failed", result.Output.TrimEnd(), StringComparison.Ordinal);
    }

    /// <summary>A chat case has ids, a text and a conversation: each of them is compared.</summary>
    [Theory]
    [InlineData("\"ids\":[200006,", "\"ids\":[200007,", "the first difference is at index 0")]
    [InlineData("\"text\":\"<|start|>system", "\"text\":\"<|start|>System", "the text is ")]
    [InlineData("\"conversation\":{\"messages\": [{\"role\": \"system\"", "\"conversation\":{\"messages\": [{\"name\": \"n\", \"role\": \"system\"", "the conversation is ")]
    public void A_chat_case_that_was_tampered_with_fails(string original, string tampered, string reason)
    {
        string line = File.ReadLines(Path.Combine(TestFiles.Data, "chat.jsonl")).First();
        Assert.Contains(original, line, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "chat.jsonl"), line + "\n" + line.Replace(original, tampered, StringComparison.Ordinal));
        CommandResult result = Verify(_folder);
        Assert.EndsWith("1 passed, 1 failed", result.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains(reason, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_difference_is_shown_with_its_surroundings()
    {
        File.WriteAllText(Path.Combine(_folder, "encode.jsonl"), """{"text":"Hello, world","ids":[13225,12,2375],"with_specials":null}""");
        CommandResult result = Verify(_folder);
        Assert.Contains("the first difference is at index 1", result.Output, StringComparison.Ordinal);
        Assert.Contains("expected 13225 [12] 2375 (end)", result.Output, StringComparison.Ordinal);
        Assert.Contains("actual   13225 [11] 2375 (end)  \"Hello, world\"", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_dialect_is_the_folders()
    {
        string call = """{"message":{"role":"assistant","content":"x","channel":"commentary","recipient":"f"},"conversation_has_function_tools":false,"ids":[200006,173781,200005,12606,815,316,40464,200008,87,200012],"error":null}""";
        Directory.CreateDirectory(Path.Combine(_folder, "oss"));
        File.WriteAllText(Path.Combine(_folder, "oss", "messages.jsonl"), call);
        Assert.Equal(ExitCode.Success, Verify(_folder).ExitCode);
        File.WriteAllText(Path.Combine(_folder, "messages.jsonl"), call);
        Assert.EndsWith("1 passed, 1 failed", Verify(_folder).Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown.jsonl", "{}", "not a known kind of golden file")]
    [InlineData("encode.jsonl", "{}", "line 1: not a case of encode")]
    [InlineData("encode.jsonl", "{\"text\":5}", "line 1: not a case of encode")]
    [InlineData("encode.jsonl", "\n{", "line 2: not a case of encode")]
    [InlineData("code-points.jsonl", "{\"block\":\"00\",\"digests\":[]}", "the first line has to list the contexts")]
    [InlineData("encode.jsonl", "{\"text\":null,\"ids\":[1]}", "line 1: not a case of encode")]
    [InlineData("encode.jsonl", "{\"text\":\"a\",\"ids\":null,\"with_specials\":null}", "ids is null")]
    [InlineData("specials.jsonl", "{\"text\":\"<|end|>\",\"ids\":[],\"decodes_to\":\"x\"}", "not a case of specials")]
    [InlineData("code-points.jsonl", "{\"contexts\":[\"{c}\"]}\n{\"block\":\"FFFFFF\",\"digests\":[\"\"]}", "not a case of code-points")]
    [InlineData("code-points.jsonl", "{\"contexts\":[\"{c}\"]}\n{\"block\":\"00\",\"digests\":[]}", "there are 0 digests for 1 contexts")]
    [InlineData("parse.jsonl", "{\"ids\":[1],\"role\":null,\"strict\":true,\"messages\":[],\"error\":null,\"steps\":[]}", "there are 0 steps for 1 ids")]
    [InlineData("encode.jsonl", "", "these files contain no cases")]
    [InlineData("notes.txt", "", "no file ends with .jsonl")]
    public void What_is_no_golden_file_is_bad_input(string file, string content, string reason)
    {
        File.WriteAllText(Path.Combine(_folder, file), content);
        CommandResult result = Verify(_folder);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
    }

    /// <summary>The help's list is a constant; it names every kind, and no other.</summary>
    [Fact]
    public void The_help_names_all_kinds()
    {
        string[] names = GoldenKinds.Names.Split(", ");
        Assert.Equal(Directory.GetFiles(TestFiles.Data, "*.jsonl").Select(Path.GetFileName).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        Array.ForEach(names, name => File.WriteAllText(Path.Combine(_folder, name), ""));
        Assert.Equal(names.Length, GoldenFile.Find([_folder]).Count);
    }

    [Fact]
    public void A_path_that_does_not_exist_is_bad_input()
    {
        CommandResult result = Verify(Path.Combine(_folder, "nothing"));
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains("the file or folder does not exist", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CommandResult Verify(string path) => FakeTerminal.Run("", "verify", path);

    private void Copy(string file) => File.Copy(Path.Combine(TestFiles.Data, file), Path.Combine(_folder, file));
}
