using System.CommandLine;
using System.CommandLine.Parsing;
using Harmony.Engines;
using Harmony.OnnxGenAI;
using Harmony.Remote;

namespace Harmony.Cli.Commands;

/// <summary>The options that say what runs the model: ONNX Runtime GenAI in this process, or a server.</summary>
/// <remarks>The runtime's types stand in methods alone that a command calls when it is run: no other command loads it.</remarks>
internal sealed class EngineOptions
{
    /// <summary>The variable that names the model where no option does.</summary>
    public const string ModelVariable = "HARMONY_MODEL";

    private const string Tiny = "tiny";

    private static readonly string TinyFolder = Path.Combine(AppContext.BaseDirectory, "models", "tiny-gpt-oss");

    private readonly Option<string> _model = new("--model")
    {
        Description = $"The folder of a model for ONNX Runtime GenAI, which runs in this process; '{Tiny}' is a very small one that comes with the command. By default what {ModelVariable} says.",
        HelpName = "DIR",
    };

    private readonly Option<string> _provider = new("--provider")
    {
        Description = "With a model: what computes, where the build of ONNX Runtime GenAI has it. By default what the model's own configuration says.",
    };

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "The address of a server that has the model, such as http://localhost:8000: token ids go there and come back.",
        HelpName = "URL",
    };

    private readonly Option<string> _server = new("--server")
    {
        Description = "With --engine: the kind of server. 'vllm-generate' is vLLM's interface /inference/v1/generate.",
        DefaultValueFactory = _ => ServerProtocol.VllmCompletions.Name,
    };

    public EngineOptions()
    {
        _model.Validators.Add(static result =>
        {
            if (result.Tokens[^1].Value.Length == 0)
            {
                result.AddError($"--model is empty: name a folder, or '{Tiny}'.");
            }
        });
        AcceptOnly(_provider, static () => ExecutionProvider.Names);
        AcceptOnly(_server, static () => ServerProtocol.Names);
        _engine.Validators.Add(static result =>
        {
            if (ReadAddress(result.Tokens[^1].Value) is null)
            {
                result.AddError($"'{result.Tokens[^1].Value}' is no address of a server: give one such as http://localhost:8000.");
            }
        });
    }

    /// <summary>Adds the options of a model in this process alone.</summary>
    public void AddModelTo(Command command)
    {
        command.Options.Add(_model);
        command.Options.Add(_provider);
    }

    public void AddTo(Command command)
    {
        AddModelTo(command);
        command.Options.Add(_engine);
        command.Options.Add(_server);
        command.Validators.Add(result =>
        {
            bool isRemote = result.GetResult(_engine) is not null;
            if (isRemote && (result.GetResult(_model) ?? result.GetResult(_provider)) is { } local)
            {
                result.AddError($"{local.Option.Name} is for a model in this process: leave it out, or --engine.");
            }
            else if (!isRemote && result.GetResult(_server) is { Implicit: false })
            {
                result.AddError("--server says what --engine is: give that, too.");
            }
        });
    }

    /// <summary>Whether a model or a server is named on the command line.</summary>
    public bool IsGiven(CommandResult result) => (result.GetResult(_model) ?? result.GetResult(_engine)) is not null;

    /// <summary>The folder of the model that runs in this process, or null where a server is named.</summary>
    /// <exception cref="InputException">Neither is named, nor is a model configured.</exception>
    public string? ModelFolder(ParseResult result, Terminal terminal)
    {
        if (result.GetValue(_engine) is not null)
        {
            return null;
        }

        string model = result.GetValue(_model) ?? terminal.GetVariable(ModelVariable) ?? throw new InputException(
            $"no model is given. --model DIR or {ModelVariable} names a folder ('hf download onnxruntime/gpt-oss-20b-onnx' fetches some), --engine URL a server."
            + $"{Environment.NewLine}To try it now: --model {Tiny}, a very small model that comes with this command.");
        return model == Tiny ? TinyFolder : model;
    }

    /// <summary>Makes the engine, lets something be done with it, and ends it.</summary>
    /// <param name="result">The options.</param>
    /// <param name="terminal">For what the engine warns of.</param>
    /// <param name="reportsPlacement">Whether the engine is to find out which provider runs which of the model's nodes.</param>
    /// <param name="run">What is done; it gives the exit code.</param>
    /// <exception cref="InputException">There is no such engine, or it could not do what it was asked: the message says why.</exception>
    public int Run(ParseResult result, Terminal terminal, bool reportsPlacement, Func<ITokenEngine, Task<int>> run)
    {
        try
        {
            return RunAsync(result, terminal, reportsPlacement, run).GetAwaiter().GetResult();
        }
        catch (EngineException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private async Task<int> RunAsync(ParseResult result, Terminal terminal, bool reportsPlacement, Func<ITokenEngine, Task<int>> run)
    {
        await using ITokenEngine engine = ModelFolder(result, terminal) is { } folder
            ? await LoadAsync(folder, result, terminal, reportsPlacement)
            : await ConnectAsync(result);
        return await run(engine);
    }

    private async Task<ITokenEngine> LoadAsync(string folder, ParseResult result, Terminal terminal, bool reportsPlacement) =>
        await OnnxGenAIEngine.LoadAsync(folder, ModelOptions(result, terminal, reportsPlacement));

    /// <summary>How a model in this process is loaded.</summary>
    public OnnxGenAIOptions ModelOptions(ParseResult result, Terminal terminal, bool reportsPlacement) => new()
    {
        Providers = result.GetValue(_provider) is { } provider ? [ExecutionProvider.Parse(provider)] : [],
        ReportPlacement = reportsPlacement,
        Warn = warning => terminal.Error.WriteLine($"harmony: {warning}"),
    };

    private async Task<ITokenEngine> ConnectAsync(ParseResult result) => await RemoteEngine.ConnectAsync(new RemoteEngineOptions
    {
        Replicas = [ReadAddress(result.GetRequiredValue(_engine))!],
        Protocol = ServerProtocol.Parse(result.GetRequiredValue(_server)),
    });

    /// <summary>Accepts only some names. They are the runtime's, which is loaded only when the option is given or explained.</summary>
    private static void AcceptOnly(Option<string> option, Func<IReadOnlyList<string>> names)
    {
        option.CompletionSources.Add(_ => names());
        option.Validators.Add(result =>
        {
            if (result.Tokens is [.., { Value: string value }] && !names().Contains(value))
            {
                result.AddError($"{option.Name} '{value}' is unknown: use one of {string.Join(", ", names())}.");
            }
        });
    }

    private static Uri? ReadAddress(string word) =>
        Uri.TryCreate(word, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;
}
