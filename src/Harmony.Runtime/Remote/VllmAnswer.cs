using System.Text.Json;
using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>
/// What both of vLLM's interfaces answer: <c>choices</c> with <c>token_ids</c>, which are new ones in a stream, with the stop
/// id as the last; <c>usage</c> in an event of its own; errors inside a stream that began with 200.
/// </summary>
internal static class VllmAnswer
{
    public static void Read(ReadOnlySpan<byte> utf8, AnswerEvent answer)
    {
        var json = new Utf8JsonReader(utf8);
        JsonFields.Begin(ref json);
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("choices"u8))
            {
                JsonFields.BeginArray(ref json);
                while (JsonFields.NextObject(ref json))
                {
                    if (IsFirstChoice(json))
                    {
                        ReadChoice(ref json, answer);
                    }
                    else
                    {
                        json.Skip();
                    }
                }
            }
            else if (json.ValueTextEquals("usage"u8))
            {
                ReadUsage(ref json, answer);
            }
            else if (json.ValueTextEquals("error"u8))
            {
                json.Read();
                answer.Error = ServerError.ReadValue(ref json, 500);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }
    }

    /// <summary>Whether the choice is the one that was asked for. The reader is a copy, since the index may stand anywhere.</summary>
    private static bool IsFirstChoice(Utf8JsonReader json)
    {
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("index"u8))
            {
                return JsonFields.ReadInt32(ref json) is null or 0;
            }

            JsonFields.SkipValue(ref json);
        }

        return true;
    }

    private static void ReadChoice(ref Utf8JsonReader json, AnswerEvent answer)
    {
        while (JsonFields.Next(ref json))
        {
            if (json.ValueTextEquals("token_ids"u8))
            {
                JsonFields.ReadIds(ref json, answer);
            }
            else if (json.ValueTextEquals("finish_reason"u8))
            {
                json.Read();
                ReadFinish(ref json, answer);
            }
            else
            {
                JsonFields.SkipValue(ref json);
            }
        }
    }

    // stop_reason is passed over: which id ended it is the last id, also where stop_reason is null, as after <|return|>.
    private static void ReadFinish(ref Utf8JsonReader json, AnswerEvent answer)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return;
        }

        JsonFields.Expect(ref json, JsonTokenType.String, "a finish_reason");
        if (json.ValueTextEquals("stop"u8))
        {
            answer.Finish = FinishReason.Stop;
        }
        else if (json.ValueTextEquals("length"u8))
        {
            answer.Finish = FinishReason.Length;
        }
        else
        {
            answer.Error = new ServerError(500, $"the generation was ended by the server (finish_reason \"{json.GetString()}\")");
        }
    }

    private static void ReadUsage(ref Utf8JsonReader json, AnswerEvent answer)
    {
        if (!JsonFields.BeginObject(ref json))
        {
            return;
        }

        while (JsonFields.Next(ref json))
        {
            if (!json.ValueTextEquals("prompt_tokens_details"u8))
            {
                JsonFields.SkipValue(ref json);
                continue;
            }

            if (!JsonFields.BeginObject(ref json))
            {
                continue;
            }

            while (JsonFields.Next(ref json))
            {
                if (json.ValueTextEquals("cached_tokens"u8))
                {
                    answer.CachedTokens = JsonFields.ReadInt32(ref json);
                }
                else
                {
                    JsonFields.SkipValue(ref json);
                }
            }
        }
    }
}
