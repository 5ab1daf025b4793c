using System.Text.Json;

namespace Harmony.Cli.Commands;

/// <summary>Tells a chat request from a conversation in the reference's JSON, which both are objects with messages.</summary>
/// <remarks>
/// It is a request if something says so, in the request itself or in a message, and no message has what only a
/// conversation's messages have. A text from a user alone says nothing: it is a conversation.
/// </remarks>
internal static class ChatRequestShape
{
    private const int RequestDepth = 1;
    private const int MessageDepth = 3;

    private static readonly string[] OfRequests =
    [
        "model", "tools", "tool_choice", "reasoning_effort", "response_format", "stream", "temperature", "top_p", "max_tokens",
        "max_completion_tokens", "stop", "seed", "n",
    ];

    private static readonly string[] OfRequestMessages = ["tool_calls", "tool_call_id", "function_call"];
    private static readonly string[] OfConversationMessages = ["channel", "recipient", "content_type"];

    public static bool IsChatRequest(ReadOnlySpan<byte> json)
    {
        bool hasSign = false;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
            bool inMessages = false;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.CurrentDepth == RequestDepth)
                {
                    inMessages = reader.ValueTextEquals("messages"u8);
                    hasSign |= IsOneOf(reader, OfRequests);
                }
                else if (inMessages && reader.CurrentDepth == MessageDepth)
                {
                    if (IsOneOf(reader, OfConversationMessages))
                    {
                        return false;
                    }

                    hasSign |= IsOneOf(reader, OfRequestMessages);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Whatever it is taken for, it will be refused, with the place.
        }

        return hasSign;
    }

    private static bool IsOneOf(in Utf8JsonReader reader, string[] names)
    {
        foreach (string name in names)
        {
            if (reader.ValueTextEquals(name))
            {
                return true;
            }
        }

        return false;
    }
}
