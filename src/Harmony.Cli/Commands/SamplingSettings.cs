using System.CommandLine;
using Harmony.Chat;

namespace Harmony.Cli.Commands;

/// <summary>The options for sampling and for the number of tokens, by the names of OpenAI's requests.</summary>
internal sealed class SamplingSettings
{
    private readonly Option<double?> _temperature = NumberOptions.Fraction(
        "--temperature", "The temperature: 0 always chooses the most probable token. The default is 1.", "a number from 0", double.IsFinite);

    private readonly Option<double?> _topP = NumberOptions.Fraction(
        "--top-p", "Choose among the most probable tokens that together have this probability.", "a number above 0, up to 1", static number => number is > 0 and <= 1);

    private readonly Option<int?> _seed = NumberOptions.Whole("--seed", "The seed of the random numbers: the same seed gives the same tokens.", least: 0);
    private readonly Option<int?> _maxTokens = NumberOptions.Whole("--max-tokens", "The maximum number of tokens of a turn. By default, the context is the limit.", least: 1);

    public void AddTo(Command command)
    {
        command.Options.Add(_temperature);
        command.Options.Add(_topP);
        command.Options.Add(_seed);
        command.Options.Add(_maxTokens);
    }

    /// <summary>Replaces the settings for which an option is given.</summary>
    public ChatSettings ApplyTo(ChatSettings settings, ParseResult result) => settings with
    {
        MaxTokens = result.GetValue(_maxTokens) ?? settings.MaxTokens,
        Temperature = result.GetValue(_temperature) ?? settings.Temperature,
        TopP = result.GetValue(_topP) ?? settings.TopP,
        Seed = result.GetValue(_seed) ?? settings.Seed,
    };
}
