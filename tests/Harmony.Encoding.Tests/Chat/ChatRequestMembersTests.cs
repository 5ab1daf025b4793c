using System.Globalization;
using System.Text;
using System.Text.Json;
using Harmony.Chat;
using Harmony.Rendering;

namespace Harmony.Tests.Chat;

/// <summary>The table of members: docs/chat-requests.md has its rows, and the reader does what they say.</summary>
public class ChatRequestMembersTests
{
    private static readonly string[] Values = ["true", "5", "\"x\"", "[\"x\"]", "{\"x\":1}"];

    public static TheoryData<string> PassedOver => [.. Names(MemberUse.PassedOver), "unknown"];

    public static TheoryData<string> Refused => [.. Names(MemberUse.Refused)];

    public static TheoryData<string> Followed => [.. Names(MemberUse.Followed)];

    [Fact]
    public void The_document_has_the_table()
    {
        string document = File.ReadAllText(TestFiles.PathOf("docs", "chat-requests.md")).ReplaceLineEndings("\n");
        foreach (MemberUse use in Enum.GetValues<MemberUse>())
        {
            string rows = string.Concat(ChatRequestMembers.All.Where(member => member.Use == use).Select(member => $"| `{member.Name}` | {member.Remark} |\n"));
            Assert.True(document.Contains("|---|---|\n" + rows + "\n", StringComparison.Ordinal), $"docs/chat-requests.md needs these rows:\n{rows}");
        }
    }

    [Fact]
    public void A_member_has_one_row() => Assert.Equal(ChatRequestMembers.All.Length, ChatRequestMembers.All.DistinctBy(member => member.Name).Count());

    [Theory]
    [MemberData(nameof(PassedOver))]
    public void What_is_passed_over_may_be_anything(string name)
    {
        ChatRequest without = Read("\"model\":\"m\"");
        foreach (string value in Values)
        {
            ChatRequest with = Read($"\"model\":\"m\",\"{name}\":{value}");
            Assert.Equal(without.Settings, with.Settings with { Stop = without.Settings.Stop });
            Assert.Equal(HarmonyRenderer.Render(without.Conversation), HarmonyRenderer.Render(with.Conversation));
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_refused_is_refused_if_it_asks_for_anything(string name)
    {
        ChatRequestMember member = ChatRequestMembers.All.Single(member => member.Name == name);
        foreach (string value in (string[])["null", "false", "0", "0.0", "\"\"", "[]", "{ }", member.Neutral.ToString("F1", CultureInfo.InvariantCulture)])
        {
            Read($"\"{name}\":{value},\"model\":\"m\"");
        }

        foreach (string value in Values.Where(value => value != "true" || member.Neutral != 1))
        {
            JsonException error = Assert.Throws<JsonException>(() => Read($"\"{name}\":{value}"));
            Assert.StartsWith($"{name}: this is not supported: {member.Remark}. Remove it from the request (line 1", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Each followed member reads its value: none accepts values of all types.</summary>
    [Theory]
    [MemberData(nameof(Followed))]
    public void What_is_followed_is_read(string name)
    {
        Assert.Contains(Values, value =>
        {
            try
            {
                Read($"\"{name}\":{value}");
                return false;
            }
            catch (JsonException error)
            {
                return error.Message.StartsWith(name, StringComparison.Ordinal);
            }
        });
        if (name != "messages")
        {
            Read($"\"{name}\":null");
        }
    }

    private static IEnumerable<string> Names(MemberUse use) => ChatRequestMembers.All.Where(member => member.Use == use).Select(member => member.Name);

    private static ChatRequest Read(string members) => ChatRequest.Read(Encoding.UTF8.GetBytes($$"""{"messages":[{"role":"user","content":"x"}],{{members}}}"""));
}
