using System.Text;
using System.Text.Json;
using Harmony.Engines;
using Harmony.Remote;

namespace Harmony.Runtime.Tests.Remote;

/// <summary>What the servers are asked.</summary>
public class RemoteRequestTests : RemoteTests
{
    private static readonly GenerationRequest Everything = new(CreatePrompt(3))
    {
        MaxTokens = 64,
        StopIds = new[] { 200002, 200012, 7 },
        Sampling = new SamplingOptions { Temperature = 0.5, TopP = 0.9, TopK = 40, MinP = 0.05, RepetitionPenalty = 1.1, Seed = 42 },
        LogitBias = new Dictionary<int, float> { [200005] = float.NegativeInfinity, [13225] = 2.5f },
    };

    private static readonly GenerationRequest Plain = new(CreatePrompt(3));

    [Fact]
    public async Task VLlm_completions_are_asked_for_ids_and_nothing_is_left_to_a_default()
    {
        Assert.Equal(
            """{"model":"gpt-oss-tiny","prompt":[1000,1001,1002],"max_tokens":64,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"repetition_penalty":1.1,"stop_token_ids":[200002,200012,7],"logit_bias":{"200005":-100,"13225":2.5},"seed":42,"return_token_ids":true,"skip_special_tokens":false,"stream":true,"stream_options":{"include_usage":true}}""",
            await SendAsync(ServerProtocol.VllmCompletions, Everything));

        Assert.Equal(
            """{"model":"gpt-oss-tiny","prompt":[1000,1001,1002],"max_tokens":2045,"temperature":1,"top_p":1,"top_k":-1,"min_p":0,"repetition_penalty":1,"stop_token_ids":[200002,200012],"return_token_ids":true,"skip_special_tokens":false}""",
            await SendAsync(ServerProtocol.VllmCompletions, Plain, options => options with { Stream = false }));
    }

    [Fact]
    public async Task VLlm_generate_has_the_same_in_its_sampling_params()
    {
        Assert.Equal(
            """{"model":"gpt-oss-tiny","token_ids":[1000,1001,1002],"sampling_params":{"max_tokens":64,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"repetition_penalty":1.1,"stop_token_ids":[200002,200012,7],"logit_bias":{"200005":-100,"13225":2.5},"seed":42},"stream":true,"stream_options":{"include_usage":true}}""",
            await SendAsync(ServerProtocol.VllmGenerate, Everything));
    }

    [Theory]
    [InlineData("completions/call-stop-ids-stream")]
    [InlineData("generate/call-stop-ids-stream")]
    public async Task All_members_of_a_recorded_request_are_sent_as_they_were(string name)
    {
        var recording = Recording.Load(name);
        string sent = await SendAsync(
            recording.IsGenerate ? ServerProtocol.VllmGenerate : ServerProtocol.VllmCompletions,
            new GenerationRequest(recording.Prompt) { MaxTokens = 64, Sampling = SamplingOptions.Greedy });

        AssertContains(recording.Request.GetProperty("body"), JsonDocument.Parse(sent).RootElement);
    }

    [Fact]
    public async Task SGLang_has_its_own_names_and_no_seed()
    {
        Assert.Equal(
            """{"input_ids":[1000,1001,1002],"sampling_params":{"max_new_tokens":64,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"repetition_penalty":1.1,"stop_token_ids":[200002,200012,7],"logit_bias":{"200005":-3.4028235E+38,"13225":2.5},"skip_special_tokens":false},"stream":true}""",
            await SendAsync(ServerProtocol.Sglang, Everything with { Sampling = Everything.Sampling with { Seed = null } }));

        // It refuses a request that would fill the context to the last id.
        Assert.Contains("\"max_new_tokens\":2044,", await SendAsync(ServerProtocol.Sglang, Plain), StringComparison.Ordinal);

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => SendAsync(ServerProtocol.Sglang, Everything));
        Assert.Equal(EngineError.Unsupported, failure.Error);
        Assert.Contains("Seed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LlamaCpp_has_its_own_names_and_defaults_to_be_switched_off()
    {
        Assert.Equal(
            """{"prompt":[1000,1001,1002],"cache_prompt":true,"return_tokens":true,"stream":true,"n_predict":64,"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"repeat_penalty":1.1,"repeat_last_n":-1,"seed":42,"logit_bias":[[200005,false],[13225,2.5]]}""",
            await SendAsync(ServerProtocol.LlamaCpp, Everything));

        Assert.Equal(
            """{"prompt":[1000,1001,1002],"cache_prompt":true,"return_tokens":true,"stream":false,"n_predict":2045,"temperature":1,"top_p":1,"top_k":0,"min_p":0,"repeat_penalty":1,"repeat_last_n":-1}""",
            await SendAsync(ServerProtocol.LlamaCpp, Plain, options => options with { Stream = false }));
    }

    [Fact]
    public async Task A_schema_is_put_where_each_server_looks_for_it()
    {
        GenerationRequest request = Plain with { Constraint = new GrammarConstraint(GrammarLanguage.JsonSchema, """{ "type": "object" }""") };

        Assert.Contains("""{"json":{ "type": "object" }}""", await SendAsync(ServerProtocol.VllmCompletions, request), StringComparison.Ordinal);
        Assert.Contains("""{"json":{ "type": "object" }}""", await SendAsync(ServerProtocol.VllmGenerate, request), StringComparison.Ordinal);
        Assert.Contains("""json_schema":{ "type": "object" }}""", await SendAsync(ServerProtocol.LlamaCpp, request), StringComparison.Ordinal);
        using JsonDocument sglang = JsonDocument.Parse(await SendAsync(ServerProtocol.Sglang, request));
        Assert.Equal("""{ "type": "object" }""", sglang.RootElement.GetProperty("sampling_params").GetProperty("json_schema").GetString());
    }

    [Fact]
    public async Task A_schema_that_is_no_JSON_is_refused_before_it_is_sent()
    {
        GenerationRequest request = Plain with { Constraint = new GrammarConstraint(GrammarLanguage.JsonSchema, "{ \"type\": ") };

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => SendAsync(ServerProtocol.VllmCompletions, request));

        Assert.Equal(EngineError.BadRequest, failure.Error);
        Assert.Contains("is not valid JSON", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lark_goes_to_servers_with_llguidance_and_is_refused_by_name_elsewhere()
    {
        const string Grammar = "%llguidance {}\n\nstart: \"a\"\n";
        GenerationRequest request = Plain with { Constraint = new GrammarConstraint(GrammarLanguage.Lark, Grammar) };
        (ServerProtocol Protocol, string[] Path)[] places =
        [
            (ServerProtocol.VllmCompletions, ["structured_outputs", "grammar"]),
            (ServerProtocol.VllmGenerate, ["sampling_params", "structured_outputs", "grammar"]),
            (ServerProtocol.Sglang, ["sampling_params", "ebnf"]),
            (ServerProtocol.LlamaCpp, ["grammar"]),
        ];

        foreach ((ServerProtocol protocol, string[] path) in places)
        {
            using JsonDocument sent = JsonDocument.Parse(await SendAsync(protocol, request, options => options with { UsesLlguidance = true }));
            Assert.Equal(Grammar, path.Aggregate(sent.RootElement, (element, name) => element.GetProperty(name)).GetString());

            EngineException failure = await Assert.ThrowsAsync<EngineException>(() => SendAsync(protocol, request));
            Assert.Equal(EngineError.Unsupported, failure.Error);
            Assert.Contains("Lark", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GBNF_goes_to_LlamaCpp_where_alone_it_can_name_special_tokens()
    {
        GenerationRequest request = Plain with { Constraint = new GrammarConstraint(GrammarLanguage.Gbnf, "root ::= \"a\"") };

        Assert.Contains("root ::=", JsonDocument.Parse(await SendAsync(ServerProtocol.LlamaCpp, request)).RootElement.GetProperty("grammar").GetString(), StringComparison.Ordinal);
        foreach (ServerProtocol protocol in new[] { ServerProtocol.VllmCompletions, ServerProtocol.VllmGenerate, ServerProtocol.Sglang })
        {
            EngineException failure = await Assert.ThrowsAsync<EngineException>(() => SendAsync(protocol, request));
            Assert.Equal(EngineError.Unsupported, failure.Error);
            Assert.Contains("GBNF", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_key_is_sent_and_the_callers_own_client_with_its_headers_used()
    {
        await using LoopbackServer server = LoopbackServer.Replaying("completions/return-stop-ids-stream");
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Tenant", "one");
        var options = new RemoteEngineOptions { Replicas = [new Uri(server.Address, "gateway/")], Model = "m", ContextLength = 2048, ApiKey = "secret" };
        await using (RemoteEngine engine = await RemoteEngine.ConnectAsync(options, client, Cancel))
        {
            await GenerateAsync(engine, Plain);
        }

        ServerExchange post = Assert.Single(server.Posts);
        Assert.Equal("/gateway/v1/completions", post.Path);
        Assert.Contains("Authorization: Bearer secret\r\n", post.Head, StringComparison.Ordinal);
        Assert.Contains("X-Tenant: one\r\n", post.Head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json\r\n", post.Head, StringComparison.Ordinal);
        using HttpResponseMessage after = await client.GetAsync(server.Address, Cancel); // it is still the caller's
    }

    [Fact]
    public async Task More_ids_than_there_is_room_for_are_not_asked_for()
    {
        Assert.Contains("\"max_tokens\":48,", await SendAsync(ServerProtocol.VllmCompletions, new(CreatePrompt(2000)) { MaxTokens = 100 }), StringComparison.Ordinal);

        EngineException failure = await Assert.ThrowsAsync<EngineException>(() => SendAsync(ServerProtocol.VllmCompletions, new(CreatePrompt(2048))));
        Assert.Equal(EngineError.ContextExceeded, failure.Error);
        failure = await Assert.ThrowsAsync<EngineException>(() => SendAsync(ServerProtocol.Sglang, new(CreatePrompt(2047))));
        Assert.Equal(EngineError.ContextExceeded, failure.Error);
    }

    [Theory]
    [InlineData("ftp://host/")]
    [InlineData("host:8000")]
    [InlineData("/relative")]
    public void An_address_that_is_none_is_refused(string address) =>
        Assert.Contains($"'{address}'", Assert.Throws<ArgumentException>(() => new RemoteEngineOptions { Replicas = [new(address, UriKind.RelativeOrAbsolute)] }).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Options_out_of_range_are_refused_by_name_when_they_are_set()
    {
        var options = new RemoteEngineOptions { Replicas = [new("http://127.0.0.1:1/")] };
        (string Name, Func<RemoteEngineOptions> Set)[] wrong =
        [
            ("Replicas", () => options with { Replicas = [] }),
            ("Replicas", () => options with { Replicas = null! }),
            ("Protocol", () => options with { Protocol = null! }),
            ("TimeProvider", () => options with { TimeProvider = null! }),
            ("MaximumAttempts", () => options with { MaximumAttempts = 0 }),
            ("ContextLength", () => options with { ContextLength = 1 }),
            ("FirstDelay", () => options with { FirstDelay = TimeSpan.FromTicks(-1) }),
            ("MaximumDelay", () => options with { MaximumDelay = TimeSpan.FromTicks(-1) }),
            ("IdleTimeout", () => options with { IdleTimeout = TimeSpan.Zero }),
            ("HealthCheckInterval", () => options with { HealthCheckInterval = TimeSpan.FromSeconds(-2) }),
        ];
        Assert.All(wrong, one => Assert.Equal(one.Name, Assert.ThrowsAny<ArgumentException>(one.Set).ParamName));
        Assert.Equal(Timeout.InfiniteTimeSpan, (options with { IdleTimeout = Timeout.InfiniteTimeSpan, HealthCheckInterval = Timeout.InfiniteTimeSpan }).IdleTimeout);

        // Wrong only together.
        await Assert.ThrowsAsync<ArgumentException>(() => RemoteEngine.ConnectAsync(options with { MaximumDelay = TimeSpan.Zero }, cancellationToken: Cancel));
    }

    [Fact]
    public void A_protocol_has_a_name_for_command_lines_and_configurations()
    {
        ServerProtocol[] all = [ServerProtocol.VllmCompletions, ServerProtocol.VllmGenerate, ServerProtocol.Sglang, ServerProtocol.LlamaCpp];
        Assert.Equal(["vllm", "vllm-generate", "sglang", "llama.cpp"], ServerProtocol.Names);
        Assert.Equal(all, ServerProtocol.Names.Select(ServerProtocol.Parse));
        Assert.Same(ServerProtocol.Sglang, ServerProtocol.Parse("SGLang"));
        Assert.Contains("vllm, vllm-generate, sglang, llama.cpp", Assert.Throws<ArgumentException>(() => ServerProtocol.Parse("tgi")).Message, StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(
        ServerProtocol protocol, GenerationRequest request, Func<RemoteEngineOptions, RemoteEngineOptions>? configure = null)
    {
        await using var server = new LoopbackServer(exchange => exchange.RespondAsync(400, "{}"));
        await using RemoteEngine engine = await ConnectAsync(server, options =>
        {
            options = options with { Protocol = protocol };
            return configure?.Invoke(options) ?? options;
        });
        await using TokenGeneration generation = await engine.StartAsync(request, Cancel);
        await Assert.ThrowsAsync<EngineException>(async () => await generation.ReadAsync(new int[1], Cancel));
        return Encoding.UTF8.GetString(Assert.Single(server.Posts).Body);
    }

    private static void AssertContains(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind != JsonValueKind.Object)
        {
            Assert.Equal(expected.GetRawText().Replace(" ", "", StringComparison.Ordinal), actual.GetRawText());
            return;
        }

        foreach (JsonProperty member in expected.EnumerateObject())
        {
            AssertContains(member.Value, actual.GetProperty(member.Name));
        }
    }
}
