using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;

namespace Harmony.Parsing;

/// <summary>A part of a header's text, by its place in the bytes.</summary>
internal readonly record struct HeaderPart(ushort Start, ushort Length)
{
    public bool IsEmpty => Length == 0;
}

/// <summary>
/// A header as it comes in, and, once it is read by <see cref="HeaderParser"/>, what it says.
/// </summary>
/// <remarks>
/// A plain value of fixed size. The text is whole UTF-8, so the bytes 0xFE and 0xFF, which no UTF-8 has, can stand for
/// the special tokens in it. An author that is known beforehand stands before the text.
/// </remarks>
internal struct HeaderText
{
    /// <summary>Stands for <c>&lt;|channel|&gt;</c>.</summary>
    public const byte ChannelMark = 0xFF;

    /// <summary>Stands before <c>&lt;|constrain|&gt;</c>, which follows by its name: it is a part of the content type.</summary>
    public const byte ConstrainMark = 0xFE;

    /// <summary>The longest that a header can be, in bytes: a longer one is text.</summary>
    public const int MaxLength = 1024;

    private Bytes _bytes;
    private bool _endsInConstrain;

    /// <summary>The index in the stream of the first id.</summary>
    public long FirstId;

    public Role Role;
    public HeaderPart Name;
    public HeaderPart Recipient;
    public HeaderPart Channel;
    public HeaderPart ContentType;

    /// <summary>Where the text begins, after an author's name that was known beforehand.</summary>
    public int TextStart { get; private set; }

    /// <summary>Where the text ends. At most <see cref="MaxLength"/>, but for the last token appended.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the author is known: from the beginning, or since the header was read.</summary>
    public bool HasRole { get; set; }

    /// <summary>Whether it began with <c>&lt;|start|&gt;</c>.</summary>
    public bool HasStart { get; private set; }

    /// <summary>Whether there is a channel or constrain token in it.</summary>
    public bool HasMarks { get; private set; }

    /// <summary>Whether it names no channel but its text is the assistant's, and so final.</summary>
    public bool IsImplicitlyFinal { get; set; }

    public readonly bool IsTooLong => Length > MaxLength;

    /// <summary>Whether it says nothing yet, or at most a role.</summary>
    public readonly bool IsBare
    {
        get
        {
            ReadOnlySpan<byte> text = All[TextStart..Length].Trim(HeaderWords.WhiteSpace);
            return !HasMarks && (text.IsEmpty || HeaderWords.RoleAtStart(text, out int length) is not null && length == text.Length);
        }
    }

    [UnscopedRef]
    private readonly ReadOnlySpan<byte> All => _bytes;

    /// <summary>Begins a header after <c>&lt;|start|&gt;</c>, which names its author.</summary>
    public void BeginWithStart(long firstId)
    {
        Clear(firstId);
        HasStart = true;
    }

    /// <summary>Begins a header of an author that is known.</summary>
    /// <param name="firstId">The index in the stream of its first id.</param>
    /// <param name="role">The author's role.</param>
    /// <param name="name">The author's name, at most <see cref="MaxLength"/> bytes, from another header; or empty.</param>
    public void BeginWithAuthor(long firstId, Role role, ReadOnlySpan<byte> name = default)
    {
        Clear(firstId);
        Role = role;
        HasRole = true;
        name.CopyTo(_bytes);
        Name = new HeaderPart(0, (ushort)name.Length);
        TextStart = name.Length;
        Length = name.Length;
    }

    /// <summary>Appends whole UTF-8, at most <see cref="TokenDecoder.MaxBytesPerId"/> bytes, while it is not too long.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        if (_endsInConstrain)
        {
            // "<|constrain|> json" is the type "<|constrain|>json".
            text = text.TrimStart(HeaderWords.WhiteSpace);
            _endsInConstrain = text.IsEmpty;
        }

        // It fits: the bytes have room for a token above the longest header.
        text.CopyTo(((Span<byte>)_bytes)[Length..]);
        Length += text.Length;
    }

    public void AppendChannel()
    {
        _endsInConstrain = false;
        HasMarks = true;
        Append([ChannelMark]);
    }

    public void AppendConstrain()
    {
        _endsInConstrain = false;
        HasMarks = true;
        Append([ConstrainMark]);
        Append(Constrain);
        _endsInConstrain = true;
    }

    /// <summary>Takes the marks out of the text from a place on.</summary>
    /// <returns>What is left.</returns>
    public HeaderPart RemoveMarks(int start)
    {
        Span<byte> text = ((Span<byte>)_bytes)[start..Length];
        int kept = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == ConstrainMark)
            {
                i += Constrain.Length;
            }
            else if (text[i] != ChannelMark)
            {
                text[kept++] = text[i];
            }
        }

        return new HeaderPart((ushort)start, (ushort)kept);
    }

    /// <summary>Takes over another header, without the bytes that it does not use.</summary>
    public void CopyFrom(in HeaderText other)
    {
        FirstId = other.FirstId;
        Role = other.Role;
        HasRole = other.HasRole;
        Name = other.Name;
        Recipient = other.Recipient;
        Channel = other.Channel;
        ContentType = other.ContentType;
        IsImplicitlyFinal = other.IsImplicitlyFinal;
        TextStart = other.TextStart;
        Length = other.Length;
        other.All[..other.Length].CopyTo(_bytes);
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> this[HeaderPart part] => All.Slice(part.Start, part.Length);

    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => All[..Length];

    private static ReadOnlySpan<byte> Constrain => FormatWords.ConstrainMarkerUtf8;

    private void Clear(long firstId)
    {
        FirstId = firstId;
        Name = default;
        Recipient = default;
        Channel = default;
        ContentType = default;
        TextStart = 0;
        Length = 0;
        HasRole = false;
        HasStart = false;
        HasMarks = false;
        IsImplicitlyFinal = false;
        _endsInConstrain = false;
    }

    [InlineArray(MaxLength + TokenDecoder.MaxBytesPerId)]
    private struct Bytes
    {
        private byte _first;
    }
}
