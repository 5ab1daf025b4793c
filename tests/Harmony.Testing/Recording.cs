using System.Text.Json;

namespace Harmony.Testing;

/// <summary>A recorded exchange with a vLLM server (tests/data/vllm).</summary>
public sealed class Recording
{
    private static readonly JsonElement Index = JsonDocument.Parse(Read("index.json")).RootElement;

    private Recording(string name)
    {
        Name = name;
        JsonElement entry = Index.GetProperty(name);
        Status = entry.GetProperty("status").GetInt32();
        ContentType = entry.GetProperty("headers").TryGetProperty("content-type", out JsonElement type) ? type.GetString()! : "text/plain";
        Request = JsonDocument.Parse(Read(name + ".request.json")).RootElement;
        string[] files = Directory.GetFiles(Path.Combine(TestFiles.Data, "vllm", Path.GetDirectoryName(name)!), Path.GetFileName(name) + ".response.*");
        Response = File.ReadAllBytes(Assert.Single(files));
    }

    public string Name { get; }

    public int Status { get; }

    public string ContentType { get; }

    public JsonElement Request { get; }

    public byte[] Response { get; }

    public bool IsStream => ContentType.StartsWith("text/event-stream", StringComparison.Ordinal);

    public string Target => Request.GetProperty("path").GetString()!;

    public bool IsGenerate => Target == "/inference/v1/generate";

    /// <summary>The ids of the prompt.</summary>
    public int[] Prompt
    {
        get
        {
            JsonElement body = Request.GetProperty("body");
            return Ids(body.TryGetProperty("prompt", out JsonElement prompt) ? prompt : body.GetProperty("token_ids"));
        }
    }

    /// <summary>The events of a stream, each with the empty line that ends it.</summary>
    public IReadOnlyList<string> Events =>
        [.. System.Text.Encoding.UTF8.GetString(Response).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(text => text + "\n\n")];

    /// <summary>The content of the response, read with a plain JSON reader.</summary>
    public (int[] Ids, string? Finish, int? Cached) Expected
    {
        get
        {
            List<int> ids = [];
            string? finish = null;
            int? cached = null;
            foreach (JsonElement answer in IsStream ? ReadEvents() : [JsonDocument.Parse(Response).RootElement])
            {
                foreach (JsonElement choice in answer.GetProperty("choices").EnumerateArray())
                {
                    ids.AddRange(Ids(choice.GetProperty("token_ids")));
                    finish = choice.GetProperty("finish_reason").GetString() ?? finish;
                }

                if (answer.TryGetProperty("usage", out JsonElement usage) && usage.ValueKind == JsonValueKind.Object
                    && usage.TryGetProperty("prompt_tokens_details", out JsonElement details) && details.ValueKind == JsonValueKind.Object)
                {
                    cached = details.GetProperty("cached_tokens").GetInt32();
                }
            }

            return ([.. ids], finish, cached);
        }
    }

    public static Recording Load(string name) => new(name);

    private IEnumerable<JsonElement> ReadEvents() =>
        Events.Select(text => text["data: ".Length..].Trim()).Where(data => data != "[DONE]").Select(data => JsonDocument.Parse(data).RootElement);

    private static int[] Ids(JsonElement array) => [.. array.EnumerateArray().Select(id => id.GetInt32())];

    private static string Read(string name) => TestFiles.Read("tests", "data", "vllm", name);
}
