using System.Numerics;

namespace Harmony.Vocabulary;

/// <summary>
/// The special tokens whose names an encoder may take for the tokens themselves. The default everywhere is
/// <see cref="None"/>: in text that somebody else wrote, a special's name has to stay text.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class SpecialTokenSet
{
    private readonly bool[] _contains = new bool[SpecialTokens.Last - SpecialTokens.First + 1];

    private SpecialTokenSet()
    {
    }

    /// <summary>No special token: all names stay text.</summary>
    public static SpecialTokenSet None { get; } = new();

    /// <summary>All special tokens.</summary>
    public static SpecialTokenSet All { get; } = CreateAll();

    internal bool IsEmpty => ReferenceEquals(this, None);

    /// <summary>The special tokens of some ids.</summary>
    /// <param name="ids">Special ids, in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is no special token's.</exception>
    public static SpecialTokenSet Of(params ReadOnlySpan<int> ids)
    {
        var set = new SpecialTokenSet();
        foreach (int id in ids)
        {
            if (!SpecialTokens.IsSpecial(id))
            {
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"No special token has this id: they are {SpecialTokens.First} to {SpecialTokens.Last}.");
            }

            set._contains[id - SpecialTokens.First] = true;
        }

        return set;
    }

    /// <summary>Whether the special token of an id is in the set.</summary>
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

            // "<" cannot stand inside a name, so that nothing is missed behind these two characters.
            start += 2;
        }

        length = 0;
        id = 0;
        return -1;
    }

    /// <summary>The end of the name that reaches over a place in the text, or the place itself if none does.</summary>
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

    /// <summary>Copies what could be a name: from <c>&lt;|</c> up to the first <c>|&gt;</c>; 0 if there is none.</summary>
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

        // Not Array.Fill: the runtime has no precompiled one for bool, and compiling it takes longer than all the rest
        // of a process's first encode.
        for (int i = 0; i < set._contains.Length; i++)
        {
            set._contains[i] = true;
        }

        return set;
    }
}
