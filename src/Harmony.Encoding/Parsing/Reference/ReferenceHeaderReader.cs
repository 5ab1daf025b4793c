using System.Text;
using Harmony.Conversations;
using Harmony.Grammar;

namespace Harmony.Parsing;

/// <summary>The parts of a header.</summary>
internal readonly record struct ReferenceHeader(Author Author, string? Recipient, string? Channel, string? ContentType);

/// <summary>Reads the text of a header as the reference does. Special tokens in it are written as their names.</summary>
internal static class ReferenceHeaderReader
{
    private const int QuotedLength = 40;

    /// <summary>Reads a header that ended with <c>&lt;|message|&gt;</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="role">The author's role, if it is known without the header.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="header">The parts of the header.</param>
    /// <returns>The reason why it cannot be read, or null.</returns>
    public static HeaderProblem? Read(string text, Role? role, DialectRules dialect, out ReferenceHeader header)
    {
        header = default;
        if (CutChannels(text, dialect, out string? channel, out string rest) is { } channelProblem)
        {
            return channelProblem;
        }

        List<Range> words = Split(rest);
        int first = 0;
        Author author = default;
        if (role is { } given)
        {
            author = new Author(given);
        }
        else if (ReadAuthor(rest, words, ref first, out author) is { } authorProblem)
        {
            return Final(authorProblem);
        }

        SkipRole(rest, words, author.Role, ref first);
        int end = words.Count;
        (string? recipient, string? contentType) = ReadAddress(rest, words, first, ref end);
        if (end > first)
        {
            return Final($"{end - first} words are left over, the first one is \"{Quoted(rest[words[first]])}\"; expected at most a recipient and a content type");
        }

        header = new ReferenceHeader(author, recipient, channel, contentType);
        return null;
    }

    /// <summary>Reads a header that a stop token ended. Everything but the channel becomes the content.</summary>
    /// <param name="text">The text.</param>
    /// <param name="role">The author's role.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="header">The parts of the header.</param>
    /// <param name="content">The content, which may be empty.</param>
    /// <returns>The reason why it cannot be read, or null.</returns>
    public static HeaderProblem? ReadMalformed(string text, Role role, DialectRules dialect, out ReferenceHeader header, out string content)
    {
        header = default;
        content = "";
        if (CutChannels(text, dialect, out string? channel, out string rest) is { } problem)
        {
            return problem;
        }

        List<Range> words = Split(rest);
        int first = 0;
        SkipRole(rest, words, role, ref first);
        header = new ReferenceHeader(new Author(role), Recipient: null, channel, ContentType: null);
        content = Join(rest, words, first);
        return null;
    }

    /// <summary>Removes the first channel from a header and, if the dialect does so, all others.</summary>
    private static HeaderProblem? CutChannels(string text, DialectRules dialect, out string? channel, out string rest)
    {
        channel = null;
        rest = text.Trim();
        int marker = text.IndexOf(FormatWords.ChannelMarker, StringComparison.Ordinal);
        if (marker < 0)
        {
            return null;
        }

        (int start, int end) = FindChannelName(text, marker);
        if (start == end)
        {
            return new HeaderProblem($"{FormatWords.ChannelMarker} has no name; expected a channel", IsFinal: end < text.Length);
        }

        channel = text[start..end];
        var remaining = new StringBuilder(text, 0, marker, text.Length);
        while (dialect.DropsFurtherChannels && (marker = text.IndexOf(FormatWords.ChannelMarker, end, StringComparison.Ordinal)) >= 0)
        {
            remaining.Append(text, end, marker - end);
            (_, end) = FindChannelName(text, marker);
        }

        // Unicode's white space counts at both ends; between words, only that of ASCII.
        rest = remaining.Append(text, end, text.Length - end).ToString().Trim();
        return null;
    }

    /// <summary>The range of the name after a channel marker, up to Unicode's white space or a special token.</summary>
    private static (int Start, int End) FindChannelName(string text, int marker)
    {
        int start = marker + FormatWords.ChannelMarker.Length;
        int end = start;
        while (end < text.Length && text[end] != '<' && !char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return (start, end);
    }

    /// <summary>The words of a text, cut at ASCII's white space and before each <c>&lt;|constrain|&gt;</c>.</summary>
    private static List<Range> Split(ReadOnlySpan<char> text)
    {
        var words = new List<Range>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isSpace = i == text.Length || text[i] is ' ' or '\t' or '\n' or '\f' or '\r';
            if (isSpace || text[i..].StartsWith(FormatWords.ConstrainMarker))
            {
                if (i > start)
                {
                    words.Add(start..i);
                }

                start = isSpace ? i + 1 : i;
            }
        }

        return words;
    }

    /// <summary>Reads the author: a role or, if the word is not a role and another word follows, a tool.</summary>
    private static string? ReadAuthor(string text, List<Range> words, ref int first, out Author author)
    {
        author = default;
        if (words.Count == 0)
        {
            return "it is empty; expected a role or a tool";
        }

        string word = text[words[0]];
        int role = Array.IndexOf(RoleNames.All, word);
        if (role >= 0)
        {
            // SkipRole skips the word itself, as it skips one that repeats a given role.
            author = new Author((Role)role, (Role)role == Role.Tool ? word : null);
            return null;
        }

        if (words.Count == 1 && !word.StartsWith(FormatWords.To, StringComparison.Ordinal))
        {
            return $"\"{Quoted(word)}\" is not a role; expected a role, or a tool and its recipient";
        }

        author = new Author(Role.Tool, word);
        first++;
        return null;
    }

    private static void SkipRole(string text, List<Range> words, Role role, ref int first)
    {
        if (first < words.Count && text.AsSpan()[words[first]].SequenceEqual(RoleNames.Get(role)))
        {
            first++;
        }
    }

    /// <summary>Reads recipient and content type from the last words.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">Its words.</param>
    /// <param name="first">The first that may be read.</param>
    /// <param name="end">The end of the words that may be read. Afterwards, the end of those that are left.</param>
    private static (string? Recipient, string? ContentType) ReadAddress(string text, List<Range> words, int first, ref int end)
    {
        if (end == first)
        {
            return (null, null);
        }

        bool isAlone = end - first == 1;
        string last = text[words[--end]];
        return isAlone || last.StartsWith(FormatWords.To, StringComparison.Ordinal)
            ? (WithoutMarker(last), null)
            : (WithoutMarker(text[words[--end]]), last);
    }

    private static string WithoutMarker(string recipient) =>
        recipient.StartsWith(FormatWords.To, StringComparison.Ordinal) ? recipient[FormatWords.To.Length..] : recipient;

    private static string Join(string text, List<Range> words, int first)
    {
        var joined = new StringBuilder();
        for (int i = first; i < words.Count; i++)
        {
            joined.Append(i > first ? " " : "").Append(text.AsSpan()[words[i]]);
        }

        return joined.ToString();
    }

    private static HeaderProblem Final(string text) => new(text, IsFinal: true);

    private static string Quoted(string word) => word.Length <= QuotedLength ? word : string.Concat(word.AsSpan(0, QuotedLength), "…");
}
