using System.Numerics;

namespace Harmony.Vocabulary;

/// <summary>
/// The special tokens whose names in a text are encoded as the tokens themselves. The default is always <see cref="None"/>: in
/// untrusted text, the name of a special token must remain text.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class SpecialTokenSet
{
    private readonly bool[] _contains = new bool[SpecialTokens.Last - SpecialTokens.First + 1];

    private SpecialTokenSet()
    {
    }

    /// <summary>No special tokens: all names are text.</summary>
    public static SpecialTokenSet None { get; } = new();

    /// <summary>All special tokens.</summary>
    public static SpecialTokenSet All { get; } = CreateAll();

    internal bool IsEmpty => ReferenceEquals(this, None);

    /// <summary>Creates the set of the special tokens with some ids.</summary>
    /// <param name="ids">Ids of special tokens, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is not that of a special token.</exception>
    public static SpecialTokenSet Of(params ReadOnlySpan<int> ids)
    {
        var set = new SpecialTokenSet();
        foreach (int id in ids)
        {
            if (!SpecialTokens.IsSpecial(id))
            {
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"The id is not that of a special token, which are {SpecialTokens.First} to {SpecialTokens.Last}.");
            }

            set._contains[id - SpecialTokens.First] = true;
        }

        return set;
    }

    /// <summary>Whether the set contains the special token with an id.</summary>
    /// <param name="id">Any number.</param>
    public bool Contains(int id) => SpecialTokens.IsSpecial(id) && _contains[id - SpecialTokens.First];

    /// <summary>Finds the first name of an allowed token at or after <paramref name="start"/>.</summary>
    /// <returns>Where it begins, or -1.</returns>
    internal int Find<T>(ReadOnlySpan<T> text, int start, out int length, out int id)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<byte> name = stackalloc byte[SpecialTokens.MaxNameLength];
        ReadOnlySpan<T> opening = [T.CreateTruncating('<'), T.CreateTruncating('|')];
        while (start < text.Length)
        {
            int offset = text[start..].IndexOf(opening);
            if (offset < 0)
            {
                break;
            }

            start += offset;
            length = CopyName(text[start..], name);
            if (SpecialTokens.TryGetId(name[..length], out id) && Contains(id))
            {
                return start;
            }

            // A name has no second "<", so nothing is missed after these two characters.
            start += 2;
        }

        length = 0;
        id = 0;
        return -1;
    }

    /// <summary>The end of the allowed name that reaches over a place in the text, or the place itself if there is none.</summary>
    internal int AfterNameAt<T>(ReadOnlySpan<T> text, int place)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (IsEmpty)
        {
            return place;
        }

        int start = Math.Max(place - SpecialTokens.MaxNameLength + 1, 0);
        ReadOnlySpan<T> around = text[..Math.Min(place + SpecialTokens.MaxNameLength, text.Length)];
        for (int special; (special = Find(around, start, out int length, out _)) >= 0 && special < place; start = special + length)
        {
            if (special + length > place)
            {
                return special + length;
            }
        }

        return place;
    }

    /// <summary>Copies what could be a name: from <c>&lt;|</c> up to the first <c>|&gt;</c>.</summary>
    /// <returns>The number of bytes, or 0 if there is no such text.</returns>
    private static int CopyName<T>(ReadOnlySpan<T> text, Span<byte> name)
        where T : unmanaged, IBinaryInteger<T>
    {
        int limit = Math.Min(text.Length, name.Length);
        for (int i = 0; i < limit; i++)
        {
            if (text[i] >= T.CreateTruncating(0x80))
            {
                return 0;
            }

            name[i] = byte.CreateTruncating(text[i]);
            if (i >= 3 && name[i] == '>' && name[i - 1] == '|')
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static SpecialTokenSet CreateAll()
    {
        var set = new SpecialTokenSet();

        // Not Array.Fill: the runtime has no precompiled one for bool, and compiling it takes longer than all the rest of a
        // process's first encode.
        for (int i = 0; i < set._contains.Length; i++)
        {
            set._contains[i] = true;
        }

        return set;
    }
}
