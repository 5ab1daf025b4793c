using System.Text.Json;

namespace Harmony.Chat;

/// <summary>Distinguishes a chat request from a conversation by their members.</summary>
internal ref partial struct ChatRequestReader
{
    private const int RequestDepth = 1;
    private const int MessageDepth = 3;

    public static bool IsRequest(ReadOnlySpan<byte> json)
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
                    hasSign |= IsSign(reader);
                }
                else if (inMessages && reader.CurrentDepth == MessageDepth)
                {
                    if (reader.ValueTextEquals("channel"u8) || reader.ValueTextEquals("recipient"u8) || reader.ValueTextEquals("content_type"u8))
                    {
                        return false;
                    }

                    hasSign |= reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("tool_call_id"u8) || reader.ValueTextEquals("function_call"u8);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Whichever it is read as, it is refused, with the place.
        }

        return hasSign;
    }

    private static bool IsSign(in Utf8JsonReader reader)
    {
        foreach (ChatRequestMember member in ChatRequestMembers.Signs)
        {
            if (reader.ValueTextEquals(member.Utf8Name))
            {
                return true;
            }
        }

        return false;
    }
}
