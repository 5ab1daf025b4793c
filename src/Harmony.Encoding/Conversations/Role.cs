namespace Harmony.Conversations;

/// <summary>Who a message is from.</summary>
public enum Role
{
    /// <summary>The system: identity, date, reasoning effort, built-in tools.</summary>
    System,

    /// <summary>The developer: instructions and function tools (what other formats call the system prompt).</summary>
    Developer,

    /// <summary>The user.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>A tool; the author's name says which one.</summary>
    Tool,
}
