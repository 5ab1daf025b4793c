using System.Text.Json;
using Harmony.Conversations;

namespace Harmony.Chat;

/// <summary>Requests of OpenAI's chat completions, which become conversations.</summary>
/// <remarks>
/// <para>Members may come in any order; of one that comes twice the last counts, and <c>null</c> is as good as absent.
/// Unknown members are passed over.</para>
/// <para>Refused, with the place in the message (<c>messages[3].content[0]: …</c>): what is no JSON or not UTF-8, members
/// of another JSON type than they should have, strings with a lone surrogate (but in what is passed over), schemas nested more than 118 deep, and what
/// the profile refuses. Text that spells a special token stays text.</para>
/// <para>Arguments that are a string are taken as they are, JSON or not, and other arguments, by the default profile, as
/// the bytes that the request has.</para>
/// </remarks>
public static class ChatRequest
{
    /// <summary>Makes a request into a conversation, ready to be rendered as a prompt.</summary>
    /// <param name="utf8Json">The request's JSON, in UTF-8, without a byte order mark.</param>
    /// <param name="options">How; <see cref="ChatRequestOptions.Default"/> if null.</param>
    /// <exception cref="JsonException">It is malformed, or refused; the message names the place.</exception>
    public static Conversation ToConversation(ReadOnlySpan<byte> utf8Json, ChatRequestOptions? options = null)
    {
        options ??= ChatRequestOptions.Default;
        ParsedChatRequest request = ChatRequestReader.Read(utf8Json);
        return options.Profile == ChatProfile.VllmMlx
            ? new VllmMlxChatRules(utf8Json, options).Apply(request)
            : new DefaultChatRules(utf8Json, options).Apply(request);
    }
}
