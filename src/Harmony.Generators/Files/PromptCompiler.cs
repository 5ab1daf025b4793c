using System.Text;
using Harmony.Generators.Model;
using Harmony.Generators.Rendering;
using Harmony.Generators.Text;
using Harmony.Generators.Tokenization;
using Harmony.Generators.Vocabulary;
using Harmony.Grammar;
using Harmony.Tokenization;

namespace Harmony.Generators.Files;

/// <summary>
/// Makes the pieces of a prompt: ids as far as no placeholder can change them, which is up to the last safe boundary before a placeholder and
/// from the first one after it, and between them texts.
/// </summary>
/// <param name="placeholders">The placeholders of the texts.</param>
/// <param name="dialect">The dialect.</param>
/// <param name="schemaStyle">How schemas are written.</param>
internal sealed class PromptCompiler(PlaceholderText placeholders, HarmonyDialect dialect, SchemaStyle schemaStyle)
{
    private readonly PartRenderer _parts = new(EmbeddedGrammar.Syntax, dialect, SpecialTokenIds.Of);
    private readonly List<PromptPiece> _pieces = [];
    private readonly List<int> _ids = [];

    /// <summary>Compiles a conversation as it is rendered by itself, without what a model is to write next.</summary>
    public EquatableArray<PromptPiece> Compile(IReadOnlyList<ConversationMessage> messages)
    {
        int firstKeptAnalysis = FirstKeptAnalysis(messages);
        for (int i = 0; i < messages.Count; i++)
        {
            if (i >= firstKeptAnalysis || messages[i].Channel != FormatWords.Channel.Analysis)
            {
                AppendMessage(messages[i]);
            }
        }

        EndIds();
        return _pieces.ToEquatableArray();
    }

    /// <summary>
    /// The index before which analysis is dropped: the first final message's, if the assistant's last message is a final one;
    /// else 0.
    /// </summary>
    private static int FirstKeptAnalysis(IReadOnlyList<ConversationMessage> messages)
    {
        ConversationMessage? last = messages.LastOrDefault(message => message.Role == FormatWords.Role.Assistant);
        return last?.Channel == FormatWords.Channel.Final ? messages.TakeWhile(message => message.Channel != FormatWords.Channel.Final).Count() : 0;
    }

    private void AppendMessage(ConversationMessage message)
    {
        Dictionary<string, string> author = new() { ["role"] = message.Role };
        AddFlag(author, FormatWords.Role.Tool, message.Role == FormatWords.Role.Tool);
        AddFlag(author, "named", message.Name is not null);
        AddValue(author, "name", message.Name);
        _parts.AppendPart("author", author, _ids);

        Dictionary<string, string> header = [];
        AddValue(header, "recipient", message.Recipient);
        AddValue(header, "channel", message.Channel);
        AddValue(header, "type", message.ContentType);
        _parts.AppendHeader(header, _ids);

        foreach (ConversationContent content in message.Contents)
        {
            AppendText(content.Body is null
                ? ((TextValue)content.Value).Text
                : BodyRenderer.Render(EmbeddedGrammar.Syntax, content.Body, content.Value, dialect, schemaStyle));
        }

        Dictionary<string, string> end = [];
        AddFlag(end, "called", message is { Role: FormatWords.Role.Assistant, Recipient: not null });
        _parts.AppendPart("end", end, _ids);
    }

    private static void AddFlag(Dictionary<string, string> values, string name, bool isSet) => AddValue(values, name, isSet ? "" : null);

    private static void AddValue(Dictionary<string, string> values, string name, string? value)
    {
        if (value is not null)
        {
            values.Add(name, value);
        }
    }

    /// <summary>Appends what is encoded as one text.</summary>
    private void AppendText(string text)
    {
        IReadOnlyList<string> items = placeholders.Split(text);
        List<string> open = [];
        for (int i = 0; i < items.Count; i++)
        {
            if (i % 2 == 1)
            {
                open.Add(items[i]);
                continue;
            }

            byte[] constant = Encoding.UTF8.GetBytes(items[i]);
            int start = i == 0 ? 0 : SafeBoundary.FirstAfter(EmbeddedCompactVocabulary.Table, constant);
            int end = i == items.Count - 1 ? constant.Length : SafeBoundary.LastBefore(EmbeddedCompactVocabulary.Table, constant);
            if (start > end || (i > 0 && start == constant.Length && i < items.Count - 1))
            {
                // No boundary between two placeholders.
                open.Add(items[i]);
                continue;
            }

            if (i > 0)
            {
                open.Add(Encoding.UTF8.GetString(constant, 0, start));
                AppendOpen(open);
            }

            _ids.AddRange(GeneratorTokenizer.Encode(constant.AsSpan(start, end - start)));
            open = [Encoding.UTF8.GetString(constant, end, constant.Length - end)];
        }
    }

    private void AppendOpen(List<string> items)
    {
        EndIds();
        _pieces.Add(new TextPiece(items.ToEquatableArray()));
    }

    private void EndIds()
    {
        if (_ids.Count > 0)
        {
            _pieces.Add(new IdsPiece(_ids.ToEquatableArray()));
            _ids.Clear();
        }
    }
}
