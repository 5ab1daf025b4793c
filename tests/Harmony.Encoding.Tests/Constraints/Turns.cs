using System.Text.RegularExpressions;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Tests.Constraints;

/// <summary>An assistant's turn as the symbols that a grammar in GBNF sees.</summary>
internal static partial class Turns
{
    /// <param name="text">The turn, its special tokens by their names.</param>
    public static List<int> Symbols(string text)
    {
        var symbols = new List<int>();
        foreach (string part in SpecialName().Split(text))
        {
            if (SpecialTokens.TryGetId(part, out int id))
            {
                symbols.Add(GbnfReader.SymbolOf(id));
            }
            else
            {
                symbols.AddRange(part.EnumerateRunes().Select(character => character.Value));
            }
        }

        return WithoutEnd(symbols);
    }

    public static List<int> Symbols(ReadOnlySpan<int> ids)
    {
        var symbols = new List<int>();
        for (int start = 0; start < ids.Length;)
        {
            int length = ids[start..].IndexOfAnyInRange(SpecialTokens.First, SpecialTokens.Last);
            ReadOnlySpan<int> text = ids.Slice(start, length < 0 ? ids.Length - start : length);
            symbols.AddRange(O200kTokenizer.Decode(text).EnumerateRunes().Select(character => character.Value));
            start += text.Length;
            if (start < ids.Length)
            {
                symbols.Add(GbnfReader.SymbolOf(ids[start++]));
            }
        }

        return WithoutEnd(symbols);
    }

    /// <summary>llama.cpp lets a token that ends the turn through where the grammar is at its end, and does not ask it.</summary>
    private static List<int> WithoutEnd(List<int> symbols)
    {
        if (symbols.Count > 0 && SpecialTokens.StopForAssistantActions.Contains(-symbols[^1]))
        {
            symbols.RemoveAt(symbols.Count - 1);
        }

        return symbols;
    }

    [GeneratedRegex(@"(<\|\w+\|>)")]
    private static partial Regex SpecialName();
}
