using Harmony.Conversations;

namespace Harmony.Tests.Conversations;

public class ModelTests
{
    [Fact]
    public void Messages_are_equal_if_what_they_hold_is()
    {
        Assert.Equal(Message.User("x"), Message.User("x"));
        Assert.NotEqual(Message.User("x"), Message.User("y"));
        Assert.Equal(SystemContent.Default, SystemContent.Default with { Tools = [] });
        Assert.Equal(
            ToolNamespace.Functions(new ToolDescription("f", "d")).GetHashCode(),
            ToolNamespace.Functions(new ToolDescription("f", "d")).GetHashCode());
    }

    [Fact]
    public void A_list_that_was_given_can_change_without_changing_the_message()
    {
        var content = new List<MessageContent> { new TextPart("x") };
        var message = new Message(new Author(Role.User), content);
        content.Add(new TextPart("y"));
        Assert.Single(message.Content);
    }

    [Fact]
    public void Namespaces_stand_in_the_order_of_their_code_points()
    {
        string[] names = ["z", "\U0001F600", "\uFFEE", "é", "a", "ab"];
        var content = new DeveloperContent { Tools = [.. names.Select(name => new ToolNamespace(name))] };
        Assert.Equal(["a", "ab", "z", "é", "\uFFEE", "\U0001F600"], content.Tools.Select(tools => tools.Name));
    }

    [Fact]
    public void Two_namespaces_of_one_key_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new DeveloperContent { Tools = [new("a"), new("b"), new("a")] });
        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_that_are_null_are_none()
    {
        var none = ToolParameters.Parse("null");
        Assert.Null(new ToolDescription("f", "", none).Parameters);
        Assert.Null((new ToolDescription("f", "", ToolParameters.Parse("{}")) with { Parameters = none }).Parameters);
    }

    [Fact]
    public void A_message_says_what_it_holds() =>
        Assert.Contains("Content = [TextPart { Text = hello }]", Message.User("hello").ToString(), StringComparison.Ordinal);

    [Fact]
    public void Null_is_refused_where_it_is_given()
    {
        Assert.Throws<ArgumentNullException>(() => new TextPart(null!));
        Assert.Throws<ArgumentNullException>(() => new Conversation().Add(null!));
        Assert.Throws<ArgumentNullException>(() => new ToolDescription(null!, ""));
        Assert.Throws<ArgumentNullException>(() => new ToolDescription("", null!));
        Assert.Throws<ArgumentNullException>(() => new ChannelConfig { ValidChannels = ["a", null!] });
        Assert.Throws<ArgumentNullException>(() => new Message(new Author(Role.User), [null!]));
        Assert.Throws<ArgumentNullException>(() => ToolParameters.Parse((string)null!));
        Assert.Throws<ArgumentNullException>(() => Message.ToolCall(null!, "{}"));
        Assert.Throws<ArgumentNullException>(() => Message.ToolResult(null!, ""));
    }
}
