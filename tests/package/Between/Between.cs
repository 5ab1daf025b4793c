using Harmony.Conversations;

namespace Between;

/// <summary>Something of the library's own.</summary>
public static class Prompts
{
    /// <summary>A conversation of one message.</summary>
    public static Conversation Of(string text) => [Message.User(text)];
}
