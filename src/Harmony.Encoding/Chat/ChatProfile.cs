namespace Harmony.Chat;

/// <summary>By which rules a chat request becomes a conversation.</summary>
public enum ChatProfile
{
    /// <summary>
    /// Ours: nothing that the request says is lost or misplaced, and what has no form is refused.
    /// </summary>
    Default,

    /// <summary>
    /// Those of vllm-mlx's renderer, for prompts that have to be the same as there: system messages in place of the system
    /// content, and what it does not know left out without a word.
    /// </summary>
    VllmMlx,
}
