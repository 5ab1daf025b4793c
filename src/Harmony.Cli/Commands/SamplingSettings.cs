using System.CommandLine;
using Harmony.Engines;

namespace Harmony.Cli.Commands;

/// <summary>The options that say how ids are chosen and how many, by the names of OpenAI's requests.</summary>
internal sealed class SamplingSettings
{
    private readonly Option<double?> _temperature = NumberOptions.Fraction(
        "--temperature", "0 for always the most probable id; by default 1.", "a number from 0", double.IsFinite);

    private readonly Option<double?> _topP = NumberOptions.Fraction(
        "--top-p", "Only the most probable ids, that together have this probability.", "a number above 0, up to 1", static number => number is > 0 and <= 1);

    private readonly Option<int?> _seed = NumberOptions.Whole("--seed", "What the random numbers start from; the same seed gives the same ids.", least: 0);
    private readonly Option<int?> _maxTokens = NumberOptions.Whole("--max-tokens", "How many ids a turn may have; by default as many as there is room for.", least: 1);

    public void AddTo(Command command)
    {
        command.Options.Add(_temperature);
        command.Options.Add(_topP);
        command.Options.Add(_seed);
        command.Options.Add(_maxTokens);
    }

    /// <summary>Puts what is given in the place of what the request says.</summary>
    public GenerationRequest ApplyTo(GenerationRequest request, ParseResult result) => request with
    {
        MaxTokens = result.GetValue(_maxTokens) ?? request.MaxTokens,
        Sampling = request.Sampling with
        {
            Temperature = result.GetValue(_temperature) ?? request.Sampling.Temperature,
            TopP = result.GetValue(_topP) ?? request.Sampling.TopP,
            Seed = result.GetValue(_seed) ?? request.Sampling.Seed,
        },
    };
}
