using System.CommandLine;
using Harmony.Benchmarking;
using Harmony.Benchmarking.Measuring;
using Harmony.Benchmarking.Models;
using Harmony.Benchmarking.Reports;
using Harmony.Engines;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony bench</c>: measures the library on the user's own texts.</summary>
/// <remarks>Only methods that run with the command mention the types of the benchmark: no other command loads it.</remarks>
internal sealed class BenchCommand
{
    private const double MaxBudget = 3_600;

    private readonly Terminal _terminal;

    private readonly Option<string[]> _corpora = new("--corpus")
    {
        Description = "UTF-8 texts that are encoded, counted and decoded as a whole.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _prompts = new("--prompts")
    {
        Description = "A folder of folders with prompts of one size each, such as 1k, 8k and 64k: measures the time of one prompt. The folder 512k contains the texts that a process encodes before.",
        HelpName = "DIR",
    };

    private readonly Option<string> _conversations = new("--conversations")
    {
        Description = "A folder of conversations and chat requests in JSON: measures rendering and decoding. A conversation of assistant messages only is parsed, as the output of a model.",
        HelpName = "DIR",
    };

    private readonly EngineOptions _engine = new();

    private readonly Option<string> _warmUp = new("--warm-up")
    {
        Description = "A text that every fresh process encodes twice before it measures. The measurement is then called 'unseen' instead of 'cold'.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _repetitions = NumberOptions.Whole("--reps", "The number of times that texts are encoded, counted and decoded; 0 skips these. A model is loaded as many times, but at least 3.", least: 0, defaultValue: 5);
    private readonly Option<int?> _fresh = NumberOptions.Whole("--cold", "The number of fresh processes that measure each first pass; 0 skips first passes.", least: 0, defaultValue: 3);

    private readonly Option<double?> _budget = NumberOptions.Fraction(
        "--budget", "The seconds spent on each figure of conversations and of a model, and on warming up code.", $"a number of seconds above 0, up to {MaxBudget}", static seconds => seconds is > 0 and <= MaxBudget, "SECONDS", defaultValue: 1);

    private readonly Option<int?> _processor = NumberOptions.Whole("--cpu", "The processor that the measuring thread stays on, counted from 0. By default the system decides.", least: 0);
    private readonly Option<string> _json = CommandLine.Flag("--json", "Write one JSON object per line instead of tables.");

    private BenchCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var bench = new BenchCommand(terminal);
        var command = new Command("bench", "Measure the speed of the library on one thread, and of a model. The hash of the ids shows whether other programs find the same ids.")
        {
            bench._corpora, bench._prompts, bench._conversations, bench._warmUp, bench._repetitions, bench._fresh, bench._budget, bench._processor, bench._json,
        };
        bench._engine.AddModelTo(command);
        command.Validators.Add(result =>
        {
            if (((Option[])[bench._corpora, bench._prompts, bench._conversations]).All(option => result.GetResult(option) is null) && !bench._engine.IsGiven(result))
            {
                result.AddError("There is nothing to measure: give --corpus, --prompts, --conversations or --model.");
            }
        });
        command.SetAction(bench.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        try
        {
            // Everything is read before anything is measured, so that errors are reported at once.
            var input = BenchmarkInput.Read(result.GetValue(_corpora) ?? [], result.GetValue(_prompts), result.GetValue(_conversations), ReadText, static json => Chat.ChatRequest.IsRequest(json));
            BenchmarkSettings settings = ReadSettings(result);
            LibraryBenchmark.Check(settings, ReadText);

            var writer = MeasurementWriter.Create(result.InvocationConfiguration.Output, result.HasFlag(_json));
            LibraryBenchmark.Run(input, settings, writer);
            if (_engine.IsGiven(result.CommandResult))
            {
                MeasureModelAsync(result, settings, writer).GetAwaiter().GetResult();
            }

            return ExitCode.Success;
        }
        catch (BenchmarkException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private async Task MeasureModelAsync(ParseResult result, BenchmarkSettings settings, MeasurementWriter writer)
    {
        var model = new ModelBenchmark(_engine.ModelFolder(result, _terminal)!, _engine.ModelOptions(result, _terminal, reportsPlacement: false), settings);
        try
        {
            await model.RunAsync(writer);
        }
        catch (EngineException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private BenchmarkSettings ReadSettings(ParseResult result) => new(
        result.GetValue(_repetitions)!.Value,
        result.GetValue(_fresh)!.Value,
        TimeSpan.FromSeconds(result.GetValue(_budget)!.Value),
        result.GetValue(_processor),
        result.GetValue(_warmUp));

    private byte[] ReadText(string path) => path != InputFile.StandardInput
        ? InputFile.ReadText(path, _terminal)
        : throw new InputException("standard input cannot be measured: fresh processes have to read the text again; name a file");
}
