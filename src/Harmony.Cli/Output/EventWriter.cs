using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Harmony.Conversations;
using Harmony.Parsing;

namespace Harmony.Cli.Output;

/// <summary>Writes the events of a reader, one JSON object per line, and its diagnostics to standard error.</summary>
internal static class EventWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(ReadOnlySpan<int> ids, Role? role, TextWriter output, DiagnosticWriter diagnostics)
    {
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line, Options);
        var reader = new HarmonyReader(role);
        for (int i = 0; i <= ids.Length; i++)
        {
            if (i < ids.Length)
            {
                reader.Read(ids[i]);
            }
            else
            {
                reader.End();
            }

            while (reader.TryNext(out HarmonyEvent next))
            {
                if (next.Kind == HarmonyEventKind.Diagnostic)
                {
                    diagnostics.Write(next.Diagnostic);
                    continue;
                }

                line.ResetWrittenCount();
                json.Reset();
                WriteEvent(next, json);
                output.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
            }
        }
    }

    private static void WriteEvent(in HarmonyEvent written, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (written.Kind)
        {
            case HarmonyEventKind.MessageStarted:
                json.WriteString("event"u8, "message_started"u8);
                WriteHeader(written.Header, json);
                break;
            case HarmonyEventKind.Text:
                json.WriteString("event"u8, "text"u8);
                json.WriteString("text"u8, written.Text);
                break;
            default:
                json.WriteString("event"u8, "message_ended"u8);
                json.WriteString("by"u8, NameOf(written.Ending));
                break;
        }

        json.WriteNumber("first_id"u8, written.FirstId);
        json.WriteNumber("id_count"u8, written.TokenCount);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteHeader(HarmonyHeader header, Utf8JsonWriter json)
    {
        json.WriteString("role"u8, header.Role.ToString().ToLowerInvariant());
        WriteOptional("name"u8, header.Name, json);
        WriteOptional("recipient"u8, header.Recipient, json);
        WriteOptional("channel"u8, header.Channel, json);
        WriteOptional("content_type"u8, header.ContentType, json);
    }

    private static void WriteOptional(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Utf8JsonWriter json)
    {
        if (!value.IsEmpty)
        {
            json.WriteString(name, value);
        }
    }

    private static string NameOf(MessageEnding ending) => ending switch
    {
        MessageEnding.EndOfText => "end_of_text",
        MessageEnding.EndOfInput => "end_of_input",
        _ => ending.ToString().ToLowerInvariant(),
    };
}
