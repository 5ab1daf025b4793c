namespace Harmony.Conversations;

/// <summary>The role of a message's author.</summary>
public enum Role
{
    /// <summary>The system: identity, date, reasoning effort, built-in tools.</summary>
    System,

    /// <summary>The developer: instructions and function tools (in other formats, the system prompt).</summary>
    Developer,

    /// <summary>The user.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>A tool, identified by the author's name.</summary>
    Tool,
}
