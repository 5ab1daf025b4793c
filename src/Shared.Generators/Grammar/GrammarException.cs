namespace Harmony.Generators.Grammar;

/// <summary>A grammar file that cannot be read.</summary>
/// <param name="line">The line, counted from 0.</param>
/// <param name="column">The column, counted from 0.</param>
/// <param name="message">What was expected.</param>
internal sealed class GrammarException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
