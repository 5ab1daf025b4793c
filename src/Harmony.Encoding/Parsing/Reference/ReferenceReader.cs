using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Parsing;

/// <summary>
/// Reads messages from ids, one at a time, exactly as the reference's StreamableParser does: with the same states, deltas,
/// messages and refusals after every id.
/// </summary>
/// <remarks>
/// <para>Accepts any integer as an id. Takes linear time in the number of ids. Not thread-safe.</para>
/// <para>After a refusal, reading continues as in the reference. If an id is refused where a message must begin, or the end
/// is refused in a header, the state does not change. A header that cannot be read is dropped: the next message must begin,
/// and if the role was given, its header is read with that role. A malformed message that cannot be read (only if reading is
/// not strict) remains a header, without the stop id.</para>
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

    /// <summary>Creates a reader.</summary>
    /// <param name="role">The author, if the ids begin within a header, as a completion does. Null if they begin with
    /// <c>&lt;|start|&gt;</c>.</param>
    /// <param name="isStrict">Whether a stop id in a header is text of the header. If not, it ends a malformed message whose
    /// content is the text of the header.</param>
    /// <param name="dialect">The dialect of the reference.</param>
    /// <exception cref="ArgumentOutOfRangeException">The role or the dialect is unknown.</exception>
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

    /// <summary>The part of a message that the next id belongs to.</summary>
    public ReferenceReaderState State { get; private set; }

    /// <summary>The role of the message that is being read, or null if it is not known yet.</summary>
    public Role? Role => State == ReferenceReaderState.Content ? _header.Author.Role : _givenRole;

    /// <summary>The channel of the content that is being read, or null.</summary>
    public string? Channel => State == ReferenceReaderState.Content ? _header.Channel : null;

    /// <summary>The recipient of the content that is being read, or null.</summary>
    public string? Recipient => State == ReferenceReaderState.Content ? _header.Recipient : null;

    /// <summary>The type of the content that is being read, or null.</summary>
    public string? ContentType => State == ReferenceReaderState.Content ? _header.ContentType : null;

    /// <summary>The text that the last id added to the content, or null if it added none or ended the content.</summary>
    public string? LastDelta { get; private set; }

    /// <summary>The complete messages.</summary>
    public IReadOnlyList<Message> Messages { get; }

    /// <summary>Reads the next id.</summary>
    /// <param name="id">The id. Any integer is accepted.</param>
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

    /// <summary>Ends the ids. Content ends as at a stop id.</summary>
    /// <exception cref="HarmonyParseException">The ids end in a header.</exception>
    public void End()
    {
        if (State == ReferenceReaderState.Header)
        {
            throw Refusal(_idCount, $"The ids end in a header, after {_idCount} ids; expected {SpecialTokens.GetName(SpecialTokens.Message)}.");
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
            throw Refusal(index, $"The id at index {index} is {Describe(id)}, but a message must begin here; expected {SpecialTokens.GetName(SpecialTokens.Start)}.");
        }

        _headerIds.Clear();
        State = ReferenceReaderState.Header;
    }

    private void EndHeader(long index)
    {
        // First, because the reference does not return to a header that it cannot read.
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
        // Without a role or a header there is no message.
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
