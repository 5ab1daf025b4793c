using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;

namespace Harmony.Parsing;

/// <summary>A part of a header's text: a range of its bytes.</summary>
internal readonly record struct HeaderPart(ushort Start, ushort Length)
{
    public bool IsEmpty => Length == 0;
}

/// <summary>
/// The text of a header as it arrives, and its parts once <see cref="HeaderParser"/> has read it.
/// </summary>
/// <remarks>
/// A plain value of fixed size. The text is valid UTF-8, so the bytes 0xFE and 0xFF, which never occur in UTF-8, can represent
/// special tokens. The name of an author that is known beforehand is stored before the text.
/// </remarks>
internal struct HeaderText
{
    /// <summary>Represents <c>&lt;|channel|&gt;</c>.</summary>
    public const byte ChannelMark = 0xFF;

    /// <summary>Precedes the name <c>&lt;|constrain|&gt;</c>, which is part of the content type.</summary>
    public const byte ConstrainMark = 0xFE;

    /// <summary>The maximum length of a header in bytes. A longer one is text.</summary>
    public const int MaxLength = 1024;

    /// <summary>A header without texts.</summary>
    public static readonly HeaderText Empty;

    private Bytes _bytes;
    private bool _endsInConstrain;

    /// <summary>The index in the stream of the first id.</summary>
    public long FirstId;

    public Role Role;
    public HeaderPart Name;
    public HeaderPart Recipient;
    public HeaderPart Channel;
    public HeaderPart ContentType;

    /// <summary>The offset of the text, after an author's name that was known beforehand.</summary>
    public int TextStart { get; private set; }

    /// <summary>The offset after the text. At most <see cref="MaxLength"/>, except for the last token appended.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the author is known, from the beginning or from the header.</summary>
    public bool HasRole { get; set; }

    /// <summary>Whether it began with <c>&lt;|start|&gt;</c>.</summary>
    public bool HasStart { get; private set; }

    /// <summary>Whether it contains a channel or constrain token.</summary>
    public bool HasMarks { get; private set; }

    /// <summary>Whether it names no channel, but its text is the assistant's and therefore final.</summary>
    public bool IsImplicitlyFinal { get; set; }

    public readonly bool IsTooLong => Length > MaxLength;

    /// <summary>Whether it is empty or has only a role.</summary>
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

    /// <summary>Appends whole characters in UTF-8, at most <see cref="TokenDecoder.MaxBytesPerId"/> bytes, while it is not too long.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        if (_endsInConstrain)
        {
            // "<|constrain|> json" is the type "<|constrain|>json".
            text = text.TrimStart(HeaderWords.WhiteSpace);
            _endsInConstrain = text.IsEmpty;
        }

        // In bounds: the array has room for one more token than the longest header.
        Debug.Assert(text.Length <= TokenDecoder.MaxBytesPerId && !IsTooLong, "The text is longer than a token, or the header is too long already.");
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

    /// <summary>Removes the marks from the text after an offset.</summary>
    /// <returns>The remaining text.</returns>
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

    /// <summary>Copies another header, without its unused bytes.</summary>
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
