namespace Harmony.Chat;

/// <summary>The rules used to turn a chat request into a conversation.</summary>
public enum ChatProfile
{
    /// <summary>
    /// Ours: no message is lost or misplaced, and messages and tools that have no form are refused. Of <c>tool_choice</c>
    /// only <c>none</c> changes the prompt, of <c>response_format</c> only a JSON schema; all else is for whoever runs the
    /// model.
    /// </summary>
    Default,

    /// <summary>
    /// Those of vllm-mlx's renderer, for prompts that have to be the same as there: system messages in place of the system
    /// content, and what it does not know left out without a word.
    /// </summary>
    VllmMlx,
}
