using System.Text.Unicode;
using Harmony.Conversations;
using Harmony.Parsing;
using Harmony.Rendering;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Parsing;

/// <summary>
/// Streams at random: any ids, true turns changed, true turns cut at every place. The reader never throws, accounts for
/// every id, and gives the same from a checkpoint at any place.
/// </summary>
/// <remarks>HARMONY_TEST_SEED repeats a run; HARMONY_TEST_STREAMS sets the number of streams.</remarks>
public class RandomStreamTests(ITestOutputHelper output)
{
    private const int StreamsByDefault = 1_000_000;
    private const int BlockSize = 10_000;

    private static readonly int[][] TrueTurns = MakeTrueTurns();

    /// <summary>Ids that mean something, more often than a thousandth of the vocabulary.</summary>
    private static readonly int[] Telling =
    [
        SpecialTokens.Start, SpecialTokens.Channel, SpecialTokens.Message, SpecialTokens.Constrain, SpecialTokens.End,
        SpecialTokens.Return, SpecialTokens.Call, SpecialTokens.EndOfText, SpecialTokens.StartOfText, 200_014, 201_088,
        -1, 201_089, int.MinValue, int.MaxValue, 199_997, 0,
        .. O200kTokenizer.Encode("assistant user tool system developer analysis commentary final to=functions.f json :,<| {}\n \t👋😀é\u00a0all"),
        .. Enumerable.Range(128, 128),
    ];

    [Fact]
    public void Never_throws_accounts_for_every_id_and_resumes_anywhere()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("HARMONY_TEST_STREAMS"), out int given) ? given : StreamsByDefault;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("HARMONY_TEST_SEED"), out int repeated) ? repeated : Random.Shared.Next();
        output.WriteLine($"HARMONY_TEST_SEED={seed} HARMONY_TEST_STREAMS={count}");
        Parallel.For(0, (count + BlockSize - 1) / BlockSize, block =>
        {
            var random = new Random(HashCode.Combine(seed, block).GetHashCode());
            for (int i = 0; i < BlockSize; i++)
            {
                int[] ids = MakeStream(random);
                Role? role = random.Next(3) == 0 ? (Role)random.Next(5) : null;
                Check(ids, role, random.Next(ids.Length + 1));
                if (i % 16 == 0)
                {
                    CheckParser(ids, role);
                }
            }
        });
    }

    [Fact]
    public void True_turns_cut_at_every_place()
    {
        foreach (int[] turn in TrueTurns)
        {
            for (int length = 0; length <= turn.Length; length++)
            {
                CheckParser(turn[..length], null);
                for (int checkpoint = 0; checkpoint <= length; checkpoint += 1 + (length / 16))
                {
                    Check(turn[..length], null, checkpoint);
                }
            }
        }
    }

    private static void Check(int[] ids, Role? role, int checkpoint)
    {
        try
        {
            var first = new Account(ids.Length, isOpen: false);
            var reader = new HarmonyReader(role);
            HarmonyReader saved = reader;
            int eventsBefore = 0;
            for (int i = 0; i <= ids.Length; i++)
            {
                if (i == checkpoint)
                {
                    saved = reader;
                    eventsBefore = first.Count;
                }

                Streams.Advance(ref reader, ids, i);
                first.Take(ref reader);
            }

            first.Check();
            var second = new Account(ids.Length, isOpen: null);
            for (int i = checkpoint; i <= ids.Length; i++)
            {
                Streams.Advance(ref saved, ids, i);
                second.Take(ref saved);
            }

            first.CheckEnd(eventsBefore, second);
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"role {role?.ToString() ?? "none"}, checkpoint {checkpoint}, ids [{string.Join(',', ids)}]: {error.Message}", error);
        }
    }

    /// <summary>The parser takes runs of text at once, past the events: both ways have to find the same.</summary>
    private static void CheckParser(int[] ids, Role? role)
    {
        using var assembler = new MessageAssembler();
        var messages = new List<Message>();
        var diagnostics = new List<HarmonyDiagnostic>();
        MessageEnding? ending = null;
        var reader = new HarmonyReader(role);
        for (int i = 0; i <= ids.Length; i++)
        {
            Streams.Advance(ref reader, ids, i);
            while (reader.TryNext(out HarmonyEvent next))
            {
                if (next.Kind == HarmonyEventKind.Diagnostic)
                {
                    diagnostics.Add(next.Diagnostic);
                }
                else if (assembler.Add(next) is { } message)
                {
                    messages.Add(message);
                    ending = next.Ending;
                }
            }
        }

        Assert.Equal(new HarmonyParseResult(messages, diagnostics, ending), HarmonyParser.Parse(ids, role));
    }

    private static int[] MakeStream(Random random)
    {
        if (random.Next(4) == 0)
        {
            int[] ids = new int[random.Next(24)];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = RandomId(random);
            }

            return ids;
        }

        List<int> turn = [.. TrueTurns[random.Next(TrueTurns.Length)]];
        for (int changes = random.Next(1, 6); changes > 0 && turn.Count > 0; changes--)
        {
            int at = random.Next(turn.Count);
            switch (random.Next(5))
            {
                case 0:
                    turn.RemoveAt(at);
                    break;
                case 1:
                    turn.Insert(at, RandomId(random));
                    break;
                case 2:
                    turn[at] = RandomId(random);
                    break;
                case 3:
                    turn.Insert(at, turn[random.Next(turn.Count)]);
                    break;
                default:
                    turn.RemoveRange(at, random.Next(Math.Min(8, turn.Count - at) + 1));
                    break;
            }
        }

        return [.. turn];
    }

    internal static int RandomId(Random random) => random.Next(8) switch
    {
        0 => random.Next(SpecialTokens.First),
        1 => random.Next(SpecialTokens.First, SpecialTokens.Last + 1),
        2 => random.Next(),
        _ => Telling[random.Next(Telling.Length)],
    };

    private static int[][] MakeTrueTurns()
    {
        Conversation conversation =
        [
            Message.System(SystemContent.Default),
            Message.User("天気は? 👋😀🏳️‍🌈"),
            Message.Assistant("Let me think.\n\n", Channels.Analysis),
            Message.Assistant("I will look.", Channels.Commentary),
            Message.ToolCall("functions.get_weather", """{"location": "Tōkyō"}"""),
            Message.ToolResult("functions.get_weather", """{"temperature": 20}"""),
            Message.Assistant("It is 20 °C.") with { ContentType = "json" },
        ];
        var turns = new List<int[]>();
        foreach (Grammar.HarmonyDialect dialect in Enum.GetValues<Grammar.HarmonyDialect>())
        {
            var options = new RenderOptions { Dialect = dialect, Purpose = RenderPurpose.Training, KeepAnalysis = true };
            turns.Add(HarmonyRenderer.Render(conversation, options));
            turns.Add(HarmonyRenderer.Render([conversation[1], conversation[2], conversation[4]], options));
            turns.Add(HarmonyRenderer.Render([conversation[5], conversation[6]], options));
        }

        return [.. turns];
    }

    /// <summary>Takes the events of a stream, and checks what has to hold for any.</summary>
    private sealed class Account(int idCount, bool? isOpen)
    {
        private readonly bool[] _accounted = new bool[idCount];
        private readonly List<int> _hashes = [];
        private bool? _isOpen = isOpen;
        private long _end;

        public int Count => _hashes.Count;

        public void Take(ref HarmonyReader reader)
        {
            while (reader.TryNext(out HarmonyEvent next))
            {
                Require(next.FirstId >= 0 && next.TokenCount >= 0 && next.FirstId + next.TokenCount <= idCount, "a range outside the stream");
                if (next.FirstId + next.TokenCount <= idCount)
                {
                    _accounted.AsSpan((int)next.FirstId, (int)next.TokenCount).Fill(true);
                }

                if (next.Kind == HarmonyEventKind.Diagnostic)
                {
                    Require(next.Diagnostic.Explanation.Length > 0, "a diagnostic without explanation");
                }
                else
                {
                    Require(next.FirstId >= _end || _hashes.Count == 0, "ranges overlap");
                    _end = next.FirstId + next.TokenCount;
                    TakeOfMessage(next);
                }

                _hashes.Add(Hash(next));
            }
        }

        public void Check()
        {
            Require(_isOpen == false, "a message is open at the end");
            Require(!_accounted.Contains(false), $"the id at {Array.IndexOf(_accounted, false)} is not accounted for");
        }

        public void CheckEnd(int start, Account resumed) =>
            Require(_hashes.Skip(start).SequenceEqual(resumed._hashes), "resuming gives other events");

        private void TakeOfMessage(in HarmonyEvent next)
        {
            Require(Utf8.IsValid(next.Text), "text that is no UTF-8");
            switch (next.Kind)
            {
                case HarmonyEventKind.MessageStarted:
                    Require(_isOpen != true, "a message begins in another");
                    _isOpen = true;
                    Require(Utf8.IsValid(next.Header.Name) && Utf8.IsValid(next.Header.Recipient) && Utf8.IsValid(next.Header.Channel) && Utf8.IsValid(next.Header.ContentType), "a header that is no UTF-8");
                    break;
                case HarmonyEventKind.Text:
                    Require(_isOpen != false && !next.Text.IsEmpty, "text outside a message, or none");
                    break;
                default:
                    Require(_isOpen != false, "a message ends that has not begun");
                    _isOpen = false;
                    break;
            }
        }

        private static int Hash(in HarmonyEvent next)
        {
            var hash = new HashCode();
            hash.Add(next.Kind);
            hash.Add(next.FirstId);
            hash.Add(next.TokenCount);
            if (next.Kind == HarmonyEventKind.Diagnostic)
            {
                hash.Add(next.Diagnostic);
                return hash.ToHashCode();
            }

            hash.AddBytes(next.Text);
            hash.Add(next.Header.Role);
            hash.AddBytes(next.Header.Name);
            hash.AddBytes(next.Header.Recipient);
            hash.AddBytes(next.Header.Channel);
            hash.AddBytes(next.Header.ContentType);
            hash.Add(next.Kind == HarmonyEventKind.MessageEnded ? next.Ending : default);
            return hash.ToHashCode();
        }

        private static void Require(bool condition, string problem)
        {
            if (!condition)
            {
                throw new InvalidOperationException(problem);
            }
        }
    }
}
