using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>
/// Reads messages from ids, one id at a time, exactly as the reference's StreamableParser does: the same states, deltas,
/// messages and refusals after every id.
/// </summary>
/// <remarks>
/// <para>Takes any number for an id, and time that grows linearly with the number of ids. Not thread-safe.</para>
/// <para>After a refusal it goes on as the reference does. An id that is refused where a message has to begin, and an end
/// that is refused in a header, change nothing. A header that cannot be read is dropped: the next message has to begin,
/// and if the role was given, its header is read with that role. A malformed message that cannot be read (only where
/// reading is not strict) stays a header, without the id that stops.</para>
/// </remarks>
public sealed class ReferenceReader
{
    private readonly bool _isStrict;
    private readonly DialectRules _dialect;
    private readonly List<Message> _messages = [];
    private readonly ReferenceHeaderBuffer _headerIds = new();
    private readonly ReferenceContent _content = new();

    // The role that the next header is read with: the caller's, until a message of it is read.
    private Role? _givenRole;
    private ReferenceHeader _header;
    private long _idCount;

    /// <param name="role">The author, if the ids begin within a header, as a completion does; null if they begin with
    /// <c>&lt;|start|&gt;</c>.</param>
    /// <param name="isStrict">Whether an id that stops is header text in a header. If not, it ends a malformed message,
    /// whose content is the header's text.</param>
    /// <param name="dialect">Which reference to read as.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such role or no such dialect.</exception>
    public ReferenceReader(Role? role = null, bool isStrict = true, HarmonyDialect dialect = HarmonyDialect.OpenAI)
    {
        if (role is { } given)
        {
            _ = RoleNames.Get(given);
            State = ReferenceReaderState.Header;
        }

        _givenRole = role;
        _isStrict = isStrict;
        _dialect = DialectRules.Of(dialect);
        Messages = _messages.AsReadOnly();
    }

    /// <summary>What comes next.</summary>
    public ReferenceReaderState State { get; private set; }

    /// <summary>The role of the message that is being read; null while it is not known.</summary>
    public Role? Role => State == ReferenceReaderState.Content ? _header.Author.Role : _givenRole;

    /// <summary>The channel of the content that is being read, or null.</summary>
    public string? Channel => State == ReferenceReaderState.Content ? _header.Channel : null;

    /// <summary>The recipient of the content that is being read, or null.</summary>
    public string? Recipient => State == ReferenceReaderState.Content ? _header.Recipient : null;

    /// <summary>The type of the content that is being read, or null.</summary>
    public string? ContentType => State == ReferenceReaderState.Content ? _header.ContentType : null;

    /// <summary>The text that the last id brought to a content; null if it brought none, or ended it.</summary>
    public string? LastDelta { get; private set; }

    /// <summary>The messages that are complete.</summary>
    public IReadOnlyList<Message> Messages { get; }

    /// <summary>Reads one more id.</summary>
    /// <param name="id">Any number.</param>
    /// <exception cref="HarmonyParseException">The reference refuses the id here.</exception>
    public void Read(int id)
    {
        long index = _idCount++;
        switch (State)
        {
            case ReferenceReaderState.ExpectStart:
                ReadStart(id, index);
                break;
            case ReferenceReaderState.Header when id == SpecialTokens.Message:
                EndHeader(index);
                break;
            case ReferenceReaderState.Header when !_isStrict && SpecialTokens.Stop.Contains(id):
                EndMalformedMessage(index);
                break;
            case ReferenceReaderState.Header:
                _headerIds.Add(id, index);
                break;
            case ReferenceReaderState.Content when SpecialTokens.Stop.Contains(id):
                EndContent();
                break;
            default:
                LastDelta = _content.Add(id);
                break;
        }
    }

    /// <summary>Says that there are no more ids: a content ends, as with an id that stops.</summary>
    /// <exception cref="HarmonyParseException">The ids end in a header.</exception>
    public void End()
    {
        if (State == ReferenceReaderState.Header)
        {
            throw Refusal(_idCount, $"The ids end in a header, after {_idCount} of them: expected {SpecialTokens.GetName(SpecialTokens.Message)}.");
        }

        if (State == ReferenceReaderState.Content)
        {
            EndContent();
        }
    }

    private void ReadStart(int id, long index)
    {
        if (id != SpecialTokens.Start)
        {
            throw Refusal(index, $"The id at index {index} is {Describe(id)}, where a message has to begin: expected {SpecialTokens.GetName(SpecialTokens.Start)}.");
        }

        _headerIds.Clear();
        State = ReferenceReaderState.Header;
    }

    private void EndHeader(long index)
    {
        // First, because the reference does not come back to a header that it cannot read.
        State = ReferenceReaderState.ExpectStart;
        HeaderProblem? problem = _headerIds.GetText(out string text) ?? ReferenceHeaderReader.Read(text, _givenRole, _dialect, out _header);
        if (problem is { } found)
        {
            throw Refusal(index, $"The header that ends with the id at index {index} cannot be read: {found.Text}.");
        }

        _givenRole = null;
        State = ReferenceReaderState.Content;
    }

    private void EndMalformedMessage(long index)
    {
        // Without a role, or without a header, there is nothing that could be a message.
        if (_givenRole is { } role && !_headerIds.IsEmpty)
        {
            string content = "";
            HeaderProblem? problem = _headerIds.GetText(out string text) ?? ReferenceHeaderReader.ReadMalformed(text, role, _dialect, out _header, out content);
            if (problem is { } found)
            {
                _headerIds.Remember(found);
                throw Refusal(index, $"The malformed message that ends with the id at index {index} cannot be read: {found.Text}.");
            }

            AddMessage(content);
        }

        _givenRole = null;
        State = ReferenceReaderState.ExpectStart;
    }

    private void EndContent()
    {
        AddMessage(_content.End());
        LastDelta = null;
        State = ReferenceReaderState.ExpectStart;
    }

    private void AddMessage(string text) => _messages.Add(new Message(_header.Author, new TextPart(text))
    {
        Recipient = _header.Recipient,
        Channel = _header.Channel,
        ContentType = _header.ContentType,
    });

    private static string Describe(int id) =>
        SpecialTokens.IsSpecial(id) ? SpecialTokens.GetName(id)
        : TokenBytes.IsInVocabulary(id) ? $"{id}, which is text"
        : $"{id}, which is outside the vocabulary";

    private static HarmonyParseException Refusal(long index, string message) => new(message) { IdIndex = index };
}
