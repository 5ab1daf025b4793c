using Harmony.Conversations;

namespace Harmony.Tests.Conversations;

public class ToolNameTests
{
    private static readonly ToolNamespace[] Namespaces =
        [ToolNamespace.Functions(new ToolDescription("now", ""), new ToolDescription("travel.book", "")), new("travel", new ToolDescription("book", ""), new ToolDescription("cancel", ""))];

    [Theory]
    [InlineData("now", "functions.now", "now")]
    [InlineData("functions.now", "functions.now", "now")]
    [InlineData("travel.book", "travel.book", "travel.book")]
    [InlineData("travelbook", "functions.travelbook", "travelbook")]
    [InlineData("other.book", "functions.other.book", "other.book")]
    public void A_name_is_a_recipient_and_back(string name, string recipient, string clientName)
    {
        Assert.Equal(recipient, ToolName.ToRecipient(name, Namespaces));
        Assert.Equal(clientName, ToolName.FromRecipient(recipient));
        Assert.Equal(clientName, System.Text.Encoding.UTF8.GetString(ToolName.FromRecipient(System.Text.Encoding.UTF8.GetBytes(recipient))));
    }

    [Theory]
    [InlineData("now", "functions.now")]
    [InlineData("functions.now", "functions.now")]
    [InlineData("travel.cancel", "travel.cancel")]
    [InlineData("cancel", "travel.cancel")]
    [InlineData("travel.book", "functions.travel.book")]
    [InlineData("absent", null)]
    [InlineData("travel.now", null)]
    public void A_tool_is_found_by_its_bare_or_qualified_name(string name, string? recipient)
    {
        ToolNamespace? found = ToolName.Find(Namespaces, name);
        Assert.Equal(recipient, found is null ? null : ToolName.RecipientOf(found.Name, Assert.Single(found.Tools).Name));
    }
}
