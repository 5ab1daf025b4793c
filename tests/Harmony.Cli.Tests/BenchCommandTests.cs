using System.Text;
using System.Text.Json;

namespace Harmony.Cli.Tests;

public sealed class BenchCommandTests : IDisposable
{
    private static readonly string[] Quick = ["--reps", "1", "--budget", "0.001"];

    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-bench-").FullName;

    /// <summary>The hash is that of the ids 13225, 11, 2375 as 32-bit little-endian integers.</summary>
    [Theory]
    [InlineData("cold")]
    [InlineData("unseen", "--warm-up")]
    public void A_corpus_is_encoded_counted_decoded_and_encoded_in_fresh_processes(string firstPass, params string[] options)
    {
        string corpus = Write("greeting.txt", "Hello, world");
        JsonElement[] lines = Measure(["--corpus", corpus, "--cold", "1", .. options, .. options.Length > 0 ? [Write("other.txt", "something else")] : Array.Empty<string>()]);
        Assert.Equal(["load", "warm", "count", "decode", firstPass], lines.Select(line => line.GetProperty("mode").GetString()));
        Assert.All(lines, line =>
        {
            Assert.Equal("harmony-dotnet", line.GetProperty("peer").GetString());
            Assert.NotEqual("", line.GetProperty("version").GetString());
            Assert.Equal(1, line.GetProperty("reps").GetInt32());
            Assert.InRange(line.GetProperty("seconds_median").GetDouble(), 1e-9, 60);
            Assert.Equal(line.GetProperty("seconds_median").GetDouble(), line.GetProperty("seconds_min").GetDouble());
        });
        Assert.All(lines.Skip(1), line =>
        {
            Assert.Equal("greeting", line.GetProperty("corpus").GetString());
            Assert.Equal(12, line.GetProperty("bytes").GetInt32());
            Assert.Equal(3, line.GetProperty("tokens").GetInt32());
            Assert.Equal("563c359c404893dc", line.GetProperty("ids_hash").GetString());
            Assert.Equal(JsonValueKind.Null, line.GetProperty("ids_ok").ValueKind);
        });
        Assert.Equal(0, lines[1].GetProperty("alloc_bytes").GetInt64());
    }

    [Fact]
    public void Prompts_are_measured_by_their_folders()
    {
        Write("prompts/8k/a.txt", "one two three");
        Write("prompts/1k/a.txt", "one");
        Write("prompts/1k/b.txt", "two");
        Write("prompts/512k/a.txt", "other");
        JsonElement[] lines = Measure("--cold", "1", "--prompts", Path.Combine(_folder, "prompts"));
        string[] modes = ["latency-first", "latency-unseen", "latency-warm"];
        Assert.Equal([("", "load"), .. modes.Select(mode => ("prompts-1k", mode)), .. modes.Select(mode => ("prompts-8k", mode))], lines.Select(Name));
        JsonElement small = lines[2];
        Assert.Equal((2, 6, 2), (small.GetProperty("slices").GetInt32(), small.GetProperty("bytes").GetInt32(), small.GetProperty("tokens").GetInt32()));
        Assert.InRange(small.GetProperty("us_slice_max").GetDouble(), small.GetProperty("us_slice_median").GetDouble(), 60e6);
    }

    [Fact]
    public void Conversations_are_rendered_and_completions_read()
    {
        Write("work/a.json", """{"messages":[{"role":"user","content":"What is 2 + 2?"}]}""");
        Write("work/b.json", """{"messages":[{"role":"assistant","channel":"final","content":"4"}]}""");
        Write("work/c.json", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""");
        JsonElement[] lines = Measure("--conversations", Path.Combine(_folder, "work"), "--cold", "0");
        Assert.Equal(
            [
                ("a", "render"), ("a", "json+render"), ("a", "decode"),
                ("b", "parse"), ("b", "stream"), ("b", "decode"), ("b", "encode_with_specials"),
                ("c", "render"), ("c", "json+render"), ("c", "decode"),
                ("header-flood-8192", "stream"), ("header-flood-32768", "stream"),
                ("run-of-x-1000", "encode"), ("run-of-x-4000", "encode"), ("run-of-x-16000", "encode"),
            ],
            lines.Select(Name));
        Assert.Equal([14, 14, 14, 5, 5, 5, 5], lines.Take(7).Select(line => line.GetProperty("tokens").GetInt32()));
        Assert.Equal("<|channel|>final<|message|>4<|end|>".Length, lines[3].GetProperty("bytes").GetInt32());
        Assert.Equal(2_000, lines[^1].GetProperty("tokens").GetInt32());
    }

    [Fact]
    public void A_person_gets_tables()
    {
        string corpus = Write("greeting.txt", "Hello, world");
        Write("prompts/1k/a.txt", "one");
        Write("prompts/512k/a.txt", "other");
        CommandResult result = FakeTerminal.Run("", ["bench", "--corpus", corpus, "--prompts", Path.Combine(_folder, "prompts"), .. Quick, "--cold", "0"]);
        Assert.Equal("", result.Error);
        string[] lines = result.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.Matches("^text +work +us, median +best +MB/s +tokens +bytes allocated$", lines[0]);
        Assert.Matches(@"^greeting +warm +[\d.,]+ +[\d.,]+ +[\d.,]+ +3 +0$", lines[1]);
        Assert.Equal("", lines[4]);
        Assert.Matches("^prompts +work +us, median slice +worst slice ", lines[5]);
        Assert.Matches(@"^prompts-1k +latency-warm +[\d.,]+ +[\d.,]+ +[\d.,]+ +1 +0$", lines[6]);
    }

    [Fact]
    public void A_model_is_measured_beside_a_plain_loop()
    {
        EngineLibraries.SkipWithout();
        JsonElement[] lines = Measure("--model", "tiny");
        Assert.Equal(
            ["prefill", "prefill", "prefill", "decode, sampled", "first id, anew", "first id, kept", "decode"],
            lines.Select(line => line.GetProperty("mode").GetString()));
        Assert.All(lines, line =>
        {
            Assert.Equal("tiny-gpt-oss", line.GetProperty("model").GetString());
            Assert.InRange(line.GetProperty("seconds_median").GetDouble(), line.GetProperty("seconds_min").GetDouble(), 60);
        });
        Assert.Equal([128, 512, 2_000], lines.Take(3).Select(line => line.GetProperty("prompt_ids").GetInt32()));
        Assert.Equal(63, lines[3].GetProperty("tokens").GetInt32());
        (JsonElement anew, JsonElement kept) = (lines[4], lines[5]);
        Assert.Equal(anew.GetProperty("prompt_ids").GetInt32(), kept.GetProperty("prompt_ids").GetInt32());
        Assert.Equal(0, anew.GetProperty("cached_ids").GetInt32());
        Assert.InRange(kept.GetProperty("prompt_ids").GetInt32() - kept.GetProperty("cached_ids").GetInt32(), 1, 20);
        JsonElement pairs = lines[6];
        Assert.Equal((3, 9), (pairs.GetProperty("loads").GetInt32(), pairs.GetProperty("reps").GetInt32()));
        double[] ratio = [.. pairs.GetProperty("ratio").EnumerateArray().Select(number => number.GetDouble())];
        Assert.True(ratio[1] <= ratio[0] && ratio[0] <= ratio[2] && ratio[0] is > 0.2 and < 5, string.Join(' ', ratio));
        Assert.InRange(pairs.GetProperty("us_outside_per_id").GetDouble(), 0.01, 100_000);

        // The whole process's, so other tests' too: that the engine allocates nothing for an id, its own tests say.
        Assert.True(pairs.GetProperty("alloc_bytes_per_id").GetDouble() >= 0);
    }

    [Fact]
    public void A_person_gets_a_models_table()
    {
        EngineLibraries.SkipWithout();
        CommandResult result = FakeTerminal.Run("", ["bench", .. Quick, "--model", "tiny"]);
        Assert.Equal(ExitCode.Success, result.ExitCode);
        string[] lines = result.Output.Split(Environment.NewLine);
        Assert.Matches("^model +work +prompt tokens +kept +tokens +ms, median +best +tokens/s +us outside$", lines[0]);
        Assert.Matches(@"^tiny-gpt-oss +prefill +128 +0 +128 +[\d.,]+ +[\d.,]+ +[\d.,]+$", lines[1]);
        Assert.Matches(@"^tiny-gpt-oss +decode +80 +0 +37 +[\d.,]+ +[\d.,]+ +[\d.,]+ +[\d.,]+$", lines[7]);
        Assert.Contains("9 pairs in 3 loads of the model", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is nothing to measure: give --corpus, --prompts, --conversations or --model.")]
    [InlineData("missing.txt", "--corpus", "{0}/missing.txt")]
    [InlineData("empty.txt: the file is empty, so there is nothing to measure", "--corpus", "{0}/empty.txt")]
    [InlineData("broken.txt: line 1: byte 0 is not valid UTF-8", "--corpus", "{0}/text.txt", "{0}/broken.txt")]
    [InlineData("standard input cannot be measured", "--corpus", "-")]
    [InlineData("empty.txt: the file is empty", "--corpus", "{0}/text.txt", "--warm-up", "{0}/empty.txt")]
    [InlineData("missing", "--prompts", "{0}/missing")]
    [InlineData("the folder 512k is missing", "--prompts", "{0}")]
    [InlineData("the folder contains no folders of prompts", "--prompts", "{0}/only")]
    [InlineData("1k: the folder contains no file *.txt", "--prompts", "{0}/hollow")]
    [InlineData("the folder contains no file *.json", "--conversations", "{0}")]
    [InlineData("bad.json: messages", "--conversations", "{0}/bad")]
    [InlineData("'-1' is not a whole number from 0", "--corpus", "{0}/text.txt", "--reps", "-1")]
    [InlineData("'many' is not a whole number from 0", "--corpus", "{0}/text.txt", "--cold", "many")]
    [InlineData("'0' is not a number of seconds above 0", "--corpus", "{0}/text.txt", "--budget", "0")]
    [InlineData("'NaN' is not a number of seconds above 0", "--corpus", "{0}/text.txt", "--budget", "NaN")]
    [InlineData("'x' is not a whole number from 0", "--corpus", "{0}/text.txt", "--cpu", "x")]
    [InlineData("--cpu: ", "--corpus", "{0}/text.txt", "--cpu", "4000")]
    public void What_cannot_be_measured_is_said_before_anything_is(string reason, params string[] args)
    {
        Write("text.txt", "x");
        Write("empty.txt", "");
        File.WriteAllBytes(Path.Combine(_folder, "broken.txt"), [0xFF]);
        Write("only/512k/a.txt", "x");
        Write("hollow/512k/a.txt", "x");
        Directory.CreateDirectory(Path.Combine(_folder, "hollow", "1k"));
        Write("bad/bad.json", """{"messages":[{"role":"critic","content":""}]}""");
        CommandResult result = FakeTerminal.Run("", ["bench", .. args.Select(arg => arg.Replace("{0}", _folder, StringComparison.Ordinal))]);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Equal("", result.Output);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonElement[] Measure(params string[] args)
    {
        CommandResult result = FakeTerminal.Run("", ["bench", "--json", .. Quick, .. args]);
        Assert.Equal("", result.Error);
        Assert.Equal(ExitCode.Success, result.ExitCode);
        return [.. result.Output.TrimEnd().Split('\n').Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private static (string Text, string Mode) Name(JsonElement line) =>
        (line.TryGetProperty("corpus", out JsonElement text) ? text.GetString()! : "", line.GetProperty("mode").GetString()!);

    private string Write(string path, string text)
    {
        string file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return file;
    }
}
