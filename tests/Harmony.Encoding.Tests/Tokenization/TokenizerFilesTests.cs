using System.Text;
using System.Text.Json;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Tokenization;

public sealed class TokenizerFilesTests : IDisposable
{
    private const int TokenCount = 199_998;

    /// <summary>The bytes that are no visible character of Latin-1: those from U+0100 on stand for them.</summary>
    private static readonly int[] Substituted = [.. Enumerable.Range(0, 256).Where(value => value is <= ' ' or (>= 0x7F and <= 0xA0) or 0xAD)];

    private static readonly string Peer = TestFiles.PathOf("..", "shared", "model", "tokenizer");

    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-tokenizer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The other files were written by Hugging Face's tokenizers, with merges found anew from the ranks.</summary>
    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    public void They_say_what_the_library_that_reads_them_writes(string name)
    {
        Assert.SkipUnless(Directory.Exists(Peer), "There are no files to compare with: they are not part of the repository.");
        TokenizerFiles.Write(_folder);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Peer, name)));
        using JsonDocument actual = Read(name);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
    }

    [Fact]
    public void Every_token_has_its_bytes_and_every_merge_makes_the_token_of_its_rank()
    {
        TokenizerFiles.Write(_folder);
        using JsonDocument tokenizer = Read("tokenizer.json");
        JsonElement model = tokenizer.RootElement.GetProperty("model");
        string[] names = new string[TokenCount];
        foreach (JsonProperty token in model.GetProperty("vocab").EnumerateObject())
        {
            names[token.Value.GetInt32()] = token.Name;
        }

        string[] ranks = File.ReadAllLines(TestFiles.PathOf("vocabulary", "o200k_base.tiktoken"));
        Assert.Equal(ranks, names.Select((name, id) => $"{Convert.ToBase64String([.. name.Select(ByteOf)])} {id}"));

        // A token's rank is its id, and a single byte has no merge.
        IEnumerable<string> merged = model.GetProperty("merges").EnumerateArray().Select(pair => pair[0].GetString() + pair[1].GetString());
        Assert.Equal(names.Where(name => name.Length > 1), merged);
    }

    [Fact]
    public void Special_tokens_have_their_ids()
    {
        TokenizerFiles.Write(_folder);
        using JsonDocument tokenizer = Read("tokenizer.json");
        foreach (JsonElement token in tokenizer.RootElement.GetProperty("added_tokens").EnumerateArray())
        {
            int id = token.GetProperty("id").GetInt32();
            Assert.Equal(id == 200018 ? "<|endofprompt|>" : SpecialTokens.GetName(id), token.GetProperty("content").GetString());
        }
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("tokenizer_config.json")]
    public void What_is_there_is_not_written_over(string name)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, "mine");
        IOException exception = Assert.Throws<IOException>(() => TokenizerFiles.Write(_folder));
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    private static byte ByteOf(char character) => (byte)(character < 0x100 ? character : Substituted[character - 0x100]);

    private JsonDocument Read(string name) => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, name), Encoding.UTF8));
}
