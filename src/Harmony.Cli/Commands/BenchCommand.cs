using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Harmony.Cli.Benchmarking;
using Harmony.Cli.Output;
using Harmony.Engines;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony bench</c>: how fast the library is, on the user's own texts.</summary>
internal sealed class BenchCommand
{
    private const double MaxBudget = 3_600;
    private const string NumberForm = "a number from 0";

    private readonly Terminal _terminal;

    private readonly Option<string[]> _corpora = new("--corpus")
    {
        Description = "Texts in UTF-8 that are encoded, counted and decoded as a whole.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string> _prompts = new("--prompts")
    {
        Description = "A folder of folders with prompts of one size each, such as 1k, 8k and 64k: how long one takes. Those of the folder 512k are what a process has encoded before.",
        HelpName = "DIR",
    };

    private readonly Option<string> _conversations = new("--conversations")
    {
        Description = "A folder of conversations and chat requests in JSON: rendering, and decoding. One of the assistant's messages alone is read, as what a model wrote.",
        HelpName = "DIR",
    };

    private readonly EngineOptions _engine = new();

    private readonly Option<string> _warmUp = new("--warm-up")
    {
        Description = "A text that every fresh process encodes twice before it measures; what it measures is then called 'unseen', and not 'cold'.",
        HelpName = "FILE",
    };

    private readonly Option<int> _repetitions = Number("--reps", "How often texts are encoded, counted and decoded again; 0 leaves that out. A model is loaded so often, at least 3 times.", 5);
    private readonly Option<int> _fresh = Number("--cold", "How many fresh processes measure each first pass; 0 leaves them out.", 3);

    private readonly Option<double> _budget = new("--budget")
    {
        Description = "The seconds for each figure of conversations and of a model, and for warming code up.",
        DefaultValueFactory = _ => 1,
        HelpName = "SECONDS",
        CustomParser = static result => Read<double>(result, static word =>
            double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and <= MaxBudget ? seconds : null, $"a number of seconds above 0, up to {MaxBudget}") ?? 0,
    };

    private readonly Option<int?> _processor = new("--cpu")
    {
        Description = "The processor that the measuring thread stays on, counted from 0; by default the system decides.",
        HelpName = "N",
        CustomParser = static result => Read<int>(result, ReadNumber, NumberForm),
    };

    private readonly Option<string> _json = CommandLine.Flag("--json", "One JSON object a line instead of a table.");

    private BenchCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var bench = new BenchCommand(terminal);
        var command = new Command("bench", "Measure the speed of the library on one thread, and of a model. The ids' hash tells whether other programs find the same ids.")
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
        // Everything is read before anything is measured: what is wrong is said at once.
        TextFile[] corpora = [.. (result.GetValue(_corpora) ?? []).Select(path => TextFile.Read(path, _terminal))];
        IReadOnlyList<PromptSet> prompts = result.GetValue(_prompts) is { } folder ? PromptBenchmark.Read(folder, _terminal) : [];
        IReadOnlyList<ConversationFile>? conversations = result.GetValue(_conversations) is { } path ? ConversationFile.ReadFolder(path, _terminal) : null;
        BenchmarkSettings settings = ReadSettings(result);

        TextWriter output = result.InvocationConfiguration.Output;
        using MeasurementJsonWriter? json = result.HasFlag(_json) ? new MeasurementJsonWriter(output) : null;
        MeasurementWriter writer = json is null ? new MeasurementTableWriter(output) : json;
        foreach (Measurement measurement in Measure(settings, corpora, prompts, conversations))
        {
            writer.Write(measurement);
        }

        if (_engine.IsGiven(result.CommandResult))
        {
            MeasureModelAsync(result, settings, writer).GetAwaiter().GetResult();
        }

        return ExitCode.Success;
    }

    private async Task MeasureModelAsync(ParseResult result, BenchmarkSettings settings, MeasurementWriter writer)
    {
        var model = new ModelBenchmark(_engine.ModelFolder(result, _terminal)!, _engine.ModelOptions(result, _terminal, reportsPlacement: false), settings);
        try
        {
            await foreach (ModelMeasurement measurement in model.RunAsync())
            {
                writer.Write(measurement);
            }
        }
        catch (EngineException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private BenchmarkSettings ReadSettings(ParseResult result)
    {
        var settings = new BenchmarkSettings(
            result.GetValue(_repetitions),
            result.GetValue(_fresh),
            TimeSpan.FromSeconds(result.GetValue(_budget)),
            result.GetValue(_processor),
            result.GetValue(_warmUp) is { } path ? TextFile.Read(path, _terminal) : null);

        // A processor that cannot be had is said at once, too.
        ProcessorPin.On(settings.Processor).Dispose();
        return settings;
    }

    private static IEnumerable<Measurement> Measure(BenchmarkSettings settings, TextFile[] corpora, IReadOnlyList<PromptSet> prompts, IReadOnlyList<ConversationFile>? conversations)
    {
        var freshProcess = new FreshProcess(settings);
        bool hasTexts = corpora.Length > 0 || prompts.Count > 0 || conversations is not null;
        if (hasTexts && settings.FreshProcesses > 0)
        {
            yield return freshProcess.MeasureLoading();
        }

        var corpus = new CorpusBenchmark(settings, freshProcess);
        var prompt = new PromptBenchmark(settings, freshProcess);
        using var harmony = new HarmonyBenchmark(settings);
        IEnumerable<Measurement> work = conversations?.SelectMany(harmony.Run).Concat(harmony.RunHardCases()) ?? [];
        foreach (Measurement measurement in corpora.SelectMany(corpus.Run).Concat(prompts.SelectMany(prompt.Run)).Concat(work))
        {
            yield return measurement;
        }
    }

    private static Option<int> Number(string name, string description, int defaultValue) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => defaultValue,
        CustomParser = static result => Read(result, ReadNumber, NumberForm) ?? 0,
    };

    private static int? ReadNumber(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static T? Read<T>(ArgumentResult result, Func<string, T?> read, string form)
        where T : struct
    {
        string word = result.Tokens[^1].Value;
        T? value = read(word);
        if (value is null)
        {
            result.AddError($"'{word}' is not {form}.");
        }

        return value;
    }
}
