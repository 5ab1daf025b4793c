namespace Harmony.Chat;

/// <summary>The rules used to turn a chat request into a conversation.</summary>
public enum ChatProfile
{
    /// <summary>
    /// The library's own rules. No message is lost or misplaced, and messages and tools that have no form in the format are refused.
    /// Of <c>tool_choice</c> only <c>none</c> changes the prompt, and of <c>response_format</c> only a JSON schema.
    /// </summary>
    Default,

    /// <summary>
    /// The rules of vllm-mlx's renderer, for prompts that have to equal its prompts: system messages replace the system content, and
    /// what the renderer does not know is left out silently.
    /// </summary>
    VllmMlx,
}
