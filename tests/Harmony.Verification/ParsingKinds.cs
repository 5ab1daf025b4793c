using System.Text;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Verification;

/// <summary>parse.jsonl: the state of a reader after each id, its messages, and its refusals.</summary>
internal sealed class ParseKind() : GoldenKind("parse")
{
    private static readonly string[] StepFields = ["state", "delta", "role", "channel", "recipient", "content type"];

    public override void Check(GoldenCase line, GoldenReport report)
    {
        // The first line explains the others.
        if (!line.Has("note"))
        {
            report.Add(line.Line, Compare(line));
        }
    }

    private static string? Compare(GoldenCase line)
    {
        int[] ids = line.RequiredIds("ids");
        Role? role = line["role"].GetString() is { } name ? Enum.Parse<Role>(name, ignoreCase: true) : null;
        var reader = new ReferenceReader(role, line["strict"].GetBoolean(), line.Dialect);
        JsonElement steps = line["steps"];
        int accepted = steps.GetArrayLength();
        string? problem = null;
        for (int i = 0; i < accepted && problem is null; i++)
        {
            problem = CompareRefusal(isExpected: false, reader, ids, i) ?? CompareStep(steps[i], reader, ids, i);
        }

        // The reference may have refused the id after the accepted ones, or the end of the ids.
        bool isRefused = line["error"].ValueKind != JsonValueKind.Null;
        if (!isRefused && accepted < ids.Length)
        {
            throw new FormatException($"there are {accepted} steps for {ids.Length} ids, and no error");
        }

        return problem
            ?? CompareRefusal(isRefused, reader, ids, accepted)
            ?? CompareMessages(line["messages"], reader)
            ?? (line.Has("after") ? CompareAfterRefusal(line["after"], reader, ids, accepted + 1) : null);
    }

    /// <summary>Compares how reading continues after a refusal, for cases that say so.</summary>
    private static string? CompareAfterRefusal(JsonElement after, ReferenceReader reader, int[] ids, int start)
    {
        // The first element of a step is whether the id was refused.
        JsonElement steps = after.GetProperty("steps");
        string? problem = null;
        for (int i = start; i < ids.Length && problem is null; i++)
        {
            JsonElement step = steps[i - start];
            problem = CompareRefusal(step[0].GetBoolean(), reader, ids, i) ?? CompareStep(step[1], reader, ids, i);
        }

        problem ??= CompareRefusal(after.GetProperty("end_refused").GetBoolean(), reader, ids, ids.Length)
            ?? CompareMessages(after.GetProperty("messages"), reader);
        return problem is null ? null : $"after a refusal: {problem}";
    }

    /// <summary>Reads an id or, at the index after the last one, the end of the ids.</summary>
    private static string? CompareRefusal(bool isExpected, ReferenceReader reader, int[] ids, int index)
    {
        string? refusal = null;
        try
        {
            if (index < ids.Length)
            {
                reader.Read(ids[index]);
            }
            else
            {
                reader.End();
            }
        }
        catch (HarmonyParseException error)
        {
            refusal = error.Message;
        }

        return isExpected == refusal is not null ? null
            : $"{Place(ids, index)}: {(isExpected ? "accepted, expected a refusal" : $"refused, expected to be accepted: {refusal}")}";
    }

    private static string? CompareStep(JsonElement expected, ReferenceReader reader, int[] ids, int index)
    {
        string?[] actual =
        [
            reader.State.ToString()[..1],
            reader.LastDelta,
            reader.Role?.ToString().ToLowerInvariant(),
            reader.Channel,
            reader.Recipient,
            reader.ContentType,
        ];
        for (int i = 0; i < actual.Length; i++)
        {
            if (actual[i] != expected[i].GetString())
            {
                return $"{Place(ids, index)}: the {StepFields[i]} is {Quoted(actual[i])}, expected {expected[i].GetRawText()}";
            }
        }

        return null;
    }

    private static string? CompareMessages(JsonElement expected, ReferenceReader reader)
    {
        Message[] messages = [.. expected.EnumerateArray().Select(message => Message.FromJson(Encoding.UTF8.GetBytes(message.GetRawText())))];
        int index = messages.AsSpan().CommonPrefixLength(reader.Messages.ToArray());
        return index == messages.Length && index == reader.Messages.Count ? null
            : $"{reader.Messages.Count} messages, expected {messages.Length}; message {index} is {At(reader.Messages, index)}, expected {At(messages, index)}";
    }

    private static string At(IReadOnlyList<Message> messages, int index) => index < messages.Count ? messages[index].ToString() : "none";

    private static string Place(int[] ids, int index) => index < ids.Length ? $"the id {(uint)ids[index]} at index {index}" : "the end of the ids";

    private static string Quoted(string? text) => text is null ? "null" : IdDifference.Quoted(text);
}
