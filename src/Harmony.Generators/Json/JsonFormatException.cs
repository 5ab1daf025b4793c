using Microsoft.CodeAnalysis.Text;

namespace Harmony.Generators.Json;

/// <summary>A text is not the JSON that was expected.</summary>
/// <param name="message">What is wrong, as a sentence without its full stop.</param>
/// <param name="span">Where.</param>
internal sealed class JsonFormatException(string message, TextSpan span) : Exception(message)
{
    public TextSpan Span { get; } = span;
}
