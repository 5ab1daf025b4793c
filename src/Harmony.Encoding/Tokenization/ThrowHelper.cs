using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Harmony.Vocabulary;

namespace Harmony.Tokenization;

/// <summary>Throws out of line, so that the methods that check stay small.</summary>
[StackTraceHidden]
internal static class ThrowHelper
{
    [DoesNotReturn]
    public static void NotInVocabulary(string parameter, int id, int index) =>
        throw new ArgumentOutOfRangeException(parameter, id, $"The id at index {index} is outside the vocabulary, which is 0 to {SpecialTokens.Last}.");

    [DoesNotReturn]
    public static void TooLittleRoom(int needed, string parameter) =>
        throw new ArgumentException($"The writer returned less room than the {needed} bytes requested.", parameter);

    [DoesNotReturn]
    public static void NotTheIdsOfTheText(string parameter, int index) =>
        throw new ArgumentException($"The ids do not spell the text: they differ from it at the id at index {index}.", parameter);

    /// <summary>Throws for a state that is only possible if the caller's memory changes while it is read.</summary>
    [DoesNotReturn]
    public static void TextChanged() => throw new InvalidOperationException("The text was changed while it was being encoded.");
}
