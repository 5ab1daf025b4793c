using System.Text.Json;
using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>A request of OpenAI's chat completions: a conversation, and what the request says beside it.</summary>
/// <remarks>
/// <para>Members may come in any order; of a member that comes twice the last counts, and <c>null</c> is the same as absent.
/// docs/chat-requests.md lists the members that are followed, passed over or refused. Unknown members are passed over.</para>
/// <para>Errors name their place (<c>messages[3].content[0]: …</c>): text that is not JSON or not UTF-8, members of another JSON
/// type than expected, numbers out of range, strings with a lone surrogate (except in what is passed over), schemas nested more
/// than 118 deep, and what the profile refuses. Text that spells a special token stays text.</para>
/// <para>Arguments that are a string are kept as they are, JSON or not. Other arguments are, by the default profile, the bytes of
/// the request.</para>
/// </remarks>
public sealed class ChatRequest
{
    internal ChatRequest(Conversation conversation, ChatSettings settings) => (Conversation, Settings) = (conversation, settings);

    /// <summary>The conversation, ready to be rendered as a prompt.</summary>
    public Conversation Conversation { get; }

    /// <summary>What the request says beside the conversation.</summary>
    public ChatSettings Settings { get; }

    /// <summary>Reads a request.</summary>
    /// <param name="utf8Json">The request's JSON, in UTF-8, without a byte order mark.</param>
    /// <param name="options">The options; <see cref="ChatRequestOptions.Default"/> if null.</param>
    /// <exception cref="JsonException">The request is malformed, or refused; the message names the place.</exception>
    public static ChatRequest Read(ReadOnlySpan<byte> utf8Json, ChatRequestOptions? options = null)
    {
        options ??= ChatRequestOptions.Default;
        ParsedChatRequest request = ChatRequestReader.Read(utf8Json);
        return options.Profile == ChatProfile.VllmMlx
            ? new VllmMlxChatRules(utf8Json, options).Apply(request)
            : new DefaultChatRules(utf8Json, options).Apply(request);
    }

    /// <summary>Gets whether JSON is a chat request, and not a conversation in the reference's JSON: both are objects with
    /// messages.</summary>
    /// <remarks>It is a request if the object has another member of requests (docs/chat-requests.md), or a message has
    /// <c>tool_calls</c>, <c>tool_call_id</c> or <c>function_call</c>; and no message has <c>channel</c>, <c>recipient</c> or
    /// <c>content_type</c>, which are a conversation's. Of JSON that is malformed, the part before the error decides.</remarks>
    /// <param name="utf8Json">The JSON, in UTF-8.</param>
    public static bool IsRequest(ReadOnlySpan<byte> utf8Json) => ChatRequestReader.IsRequest(utf8Json);
}
