using System.Text;
using Harmony.Buffers;
using Harmony.Tokenization;

namespace Harmony.Tests.Tokenization;

/// <summary>The kinds of text that were slowest to encode (<c>Harmony.Benchmarks worst-cases</c>), short enough for the naive
/// tokenizer: the longest token is mostly the wrong one there, many times over.</summary>
public class WorstCaseTests
{
    private const int Length = 400;

    /// <summary>Parts in hexadecimal, as the search prints them.</summary>
    public static TheoryData<string> Parts { get; } =
    [
        "2D",
        "3D",
        "2F",
        "20",
        "09",
        "E38080",
        "3D3D3D3D3D3D3D3D3D3D3D3D3D3D3D",
        "2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D2D",
        "09 2020202020202020202020202020202020202020202020202020202020202020202020202020",
        "09 09 20202020 20202020202020 2020202020202020202020",
        "2A 2A2A2A 2F 2F2F2F2F 3D 3D3D3D3D3D",
        "0D0A",
        "66616465 6A 69666665 706F6C79676F 706F6C79676F",
        "6166616E61 6F726768696E69 6166616E61 61746F6E696E",
        "414E444F 434F4E54414354 555349",
        "415649 444554 49",
        "4755 524542 42414E 524542 494241 494C45 424E",
        "6963687465 7375626A65637473 726175 D0B7D0B5D0BCD0BFD0BBD1 7375626A65637473 6963687465 5F6D6574",
        "20 20D985D8AFD8B1D8 20D985D8AFD8B1D8B3 E9AB98E6B885E6AF 20616C7567",
        "D6",
        "AA AA AA",
        "31EFB88FE283A3",
        "C78561",
        "7827 27",
    ];

    [Theory]
    [MemberData(nameof(Parts))]
    public void Repeated(string hexadecimal)
    {
        byte[][] parts = Read(hexadecimal);
        for (int cut = 0; cut < 3; cut++)
        {
            var text = new List<byte>();
            while (text.Count < Length)
            {
                text.AddRange(parts.SelectMany(part => part));
            }

            AssertIds([.. text[..^cut]]);
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void In_any_order(string hexadecimal)
    {
        byte[][] parts = Read(hexadecimal);
        var random = new Random(1);
        for (int round = 0; round < 5; round++)
        {
            var text = new List<byte>();
            while (text.Count < Length)
            {
                // Whole parts, their beginnings and their ends.
                byte[] part = parts[random.Next(parts.Length)];
                int length = random.Next(1, part.Length + 1);
                text.AddRange(random.Next(3) switch
                {
                    0 => part[..length],
                    1 => part[^length..],
                    _ => part,
                });
            }

            AssertIds([.. text]);
        }
    }

    private static byte[][] Read(string hexadecimal) => [.. hexadecimal.Split(' ').Select(Convert.FromHexString)];

    private static void AssertIds(byte[] utf8)
    {
        string text = Encoding.UTF8.GetString(utf8);
        int[] expected = NaiveTokenizer.Encode(text);
        Assert.Equal(expected, O200kTokenizer.Encode(text));

        using var ids = new TokenBuffer();
        O200kTokenizer.Encode(utf8, ids);
        Assert.Equal(expected, ids.Span);
        Assert.Equal(expected.Length, O200kTokenizer.CountTokens(utf8));
    }
}
