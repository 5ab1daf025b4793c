using System.Buffers.Text;
using System.Text;

namespace Harmony.Vocabulary;

/// <content>The tokens' names.</content>
public static partial class SpecialTokens
{
    /// <summary>The length in bytes (and characters) of the longest name.</summary>
    internal const int MaxNameLength = 21;

    /// <summary>The ids that end a message: return, end and call.</summary>
    public static ReadOnlySpan<int> Stop => [Return, End, Call];

    /// <summary>The ids that end an assistant's turn: return and call.</summary>
    public static ReadOnlySpan<int> StopForAssistantActions => [Return, Call];

    /// <summary>Whether an id is that of a special token.</summary>
    /// <param name="id">Any number.</param>
    public static bool IsSpecial(int id) => id is >= First and <= Last;

    /// <summary>Gets the name of a special token, such as <c>&lt;|start|&gt;</c>.</summary>
    /// <param name="id">The id, <see cref="First"/> to <see cref="Last"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="id"/> is not that of a special token.</exception>
    public static string GetName(int id)
    {
        if (!IsSpecial(id))
        {
            throw new ArgumentOutOfRangeException(nameof(id), id, $"The id is not that of a special token, which are {First} to {Last}.");
        }

        Span<byte> name = stackalloc byte[MaxNameLength];
        return Encoding.ASCII.GetString(name[..WriteName(id, name)]);
    }

    /// <summary>Gets the id of the special token with a name.</summary>
    /// <param name="name">The whole name, such as <c>&lt;|start|&gt;</c>.</param>
    /// <param name="id">The id, or 0.</param>
    /// <returns>Whether a special token has this name.</returns>
    public static bool TryGetId(ReadOnlySpan<char> name, out int id)
    {
        Span<byte> ascii = stackalloc byte[MaxNameLength];
        id = 0;
        return name.Length <= MaxNameLength
            && Ascii.FromUtf16(name, ascii, out int length) == System.Buffers.OperationStatus.Done
            && TryGetId(ascii[..length], out id);
    }

    /// <inheritdoc cref="TryGetId(ReadOnlySpan{char}, out int)"/>
    public static bool TryGetId(ReadOnlySpan<byte> name, out int id)
    {
        id = name switch
        {
            _ when name.SequenceEqual("<|startoftext|>"u8) => StartOfText,
            _ when name.SequenceEqual("<|endoftext|>"u8) => EndOfText,
            _ when name.SequenceEqual("<|return|>"u8) => Return,
            _ when name.SequenceEqual("<|constrain|>"u8) => Constrain,
            _ when name.SequenceEqual("<|channel|>"u8) => Channel,
            _ when name.SequenceEqual("<|start|>"u8) => Start,
            _ when name.SequenceEqual("<|end|>"u8) => End,
            _ when name.SequenceEqual("<|message|>"u8) => Message,
            _ when name.SequenceEqual("<|call|>"u8) => Call,
            _ => ReservedId(name),
        };
        return id != 0;
    }

    /// <summary>Writes the name of a special token, at most <see cref="MaxNameLength"/> bytes.</summary>
    /// <returns>The number of bytes.</returns>
    internal static int WriteName(int id, Span<byte> destination)
    {
        ReadOnlySpan<byte> name = id switch
        {
            StartOfText => "<|startoftext|>"u8,
            EndOfText => "<|endoftext|>"u8,
            Return => "<|return|>"u8,
            Constrain => "<|constrain|>"u8,
            Channel => "<|channel|>"u8,
            Start => "<|start|>"u8,
            End => "<|end|>"u8,
            Message => "<|message|>"u8,
            Call => "<|call|>"u8,
            _ => default,
        };
        if (!name.IsEmpty)
        {
            name.CopyTo(destination);
            return name.Length;
        }

        "<|reserved_"u8.CopyTo(destination);
        Utf8Formatter.TryFormat(id, destination[11..], out int digits);
        "|>"u8.CopyTo(destination[(11 + digits)..]);
        return 13 + digits;
    }

    /// <summary>The id in <c>&lt;|reserved_ID|&gt;</c>, or 0. A token with another name has no reserved one.</summary>
    private static int ReservedId(ReadOnlySpan<byte> name)
    {
        Span<byte> expected = stackalloc byte[MaxNameLength];
        return name.StartsWith("<|reserved_"u8)
            && Utf8Parser.TryParse(name[11..], out int id, out _)
            && IsSpecial(id)
            && name.SequenceEqual(expected[..WriteName(id, expected)]) ? id : 0;
    }
}
