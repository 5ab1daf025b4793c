using System.Security.Cryptography;
using System.Text;
using Harmony.Vocabulary;

namespace Harmony.VocabularyBuilder;

/// <summary>Reads tiktoken's rank file. Each line is a token: its bytes in base64, a space, its rank.</summary>
internal static class RankFile
{
    /// <summary>The SHA-256 of o200k_base.tiktoken, which openai/tiktoken and openai/harmony pin too.</summary>
    private const string Sha256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d";

    public static byte[][] Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        if (hash != Sha256)
        {
            throw new InvalidDataException($"{path} is not the o200k rank file: its SHA-256 is {hash}, expected {Sha256}.");
        }

        var tokens = new byte[VocabularyLayout.TokenCount][];
        foreach (string line in Encoding.ASCII.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            byte[] bytes = Convert.FromBase64String(line[..space]);
            tokens[int.Parse(line.AsSpan(space + 1), provider: null)] = bytes;
        }

        return tokens;
    }
}
