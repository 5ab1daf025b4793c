using System.CommandLine;
using System.CommandLine.Parsing;
using Harmony.Engines;
using Harmony.OnnxGenAI;
using Harmony.Remote;

namespace Harmony.Cli.Commands;

/// <summary>The options for the engine that runs the model: ONNX Runtime GenAI in this process, or a server.</summary>
/// <remarks>Only methods that run with a command mention the types of the runtime: no other command loads it.</remarks>
internal sealed class EngineOptions
{
    /// <summary>The environment variable that names the model if no option does.</summary>
    public const string ModelVariable = "HARMONY_MODEL";

    private const string Tiny = "tiny";

    /// <summary>The names of the runtime, which is not loaded to explain them: a test compares them with
    /// <see cref="ExecutionProvider.Names"/> and <see cref="ServerProtocol.Names"/>.</summary>
    private static readonly string[] Providers = ["cpu", "cuda", "dml", "webgpu", "coreml"];

    private static readonly string[] Servers = ["vllm", "vllm-generate", "sglang", "llama.cpp"];

    private static readonly string TinyFolder = Path.Combine(AppContext.BaseDirectory, "models", "tiny-gpt-oss");

    private readonly Option<string> _model = new("--model")
    {
        Description = $"The folder of a model that ONNX Runtime GenAI runs in this process; '{Tiny}' is a very small model that comes with the command. The default is the value of {ModelVariable}.",
        HelpName = "DIR",
    };

    private readonly Option<string> _provider = new("--provider")
    {
        Description = "With a model: the execution provider, if the build of ONNX Runtime GenAI includes it. By default the one that the model's configuration names.",
    };

    private readonly Option<string> _engine = new("--engine")
    {
        Description = "The address of a server that runs the model, such as http://localhost:8000. It receives and returns token ids.",
        HelpName = "URL",
    };

    private readonly Option<string> _server = new("--server")
    {
        Description = "With --engine: the kind of server. 'vllm-generate' is vLLM's interface /inference/v1/generate.",
        DefaultValueFactory = _ => Servers[0],
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
        _provider.AcceptOnlyFromAmong(Providers);
        _server.AcceptOnlyFromAmong(Servers);
        _engine.Validators.Add(static result =>
        {
            if (ReadAddress(result.Tokens[^1].Value) is null)
            {
                result.AddError($"'{result.Tokens[^1].Value}' is not the address of a server: give one such as http://localhost:8000.");
            }
        });
    }

    /// <summary>Adds only the options for a model in this process.</summary>
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
                result.AddError($"{local.Option.Name} is for a model in this process and cannot be combined with --engine: remove one of them.");
            }
            else if (!isRemote && result.GetResult(_server) is { Implicit: false })
            {
                result.AddError("--server requires --engine.");
            }
        });
    }

    /// <summary>Whether the command line names a model or a server.</summary>
    public bool IsGiven(CommandResult result) => (result.GetResult(_model) ?? result.GetResult(_engine)) is not null;

    /// <summary>Gets the folder of the model that runs in this process, or null if the command line names a server.</summary>
    /// <exception cref="InputException">Neither the command line nor the environment names one.</exception>
    public string? ModelFolder(ParseResult result, Terminal terminal)
    {
        if (result.GetValue(_engine) is not null)
        {
            return null;
        }

        string model = result.GetValue(_model) ?? terminal.GetVariable(ModelVariable) ?? throw new InputException(
            $"no model is given. Name a folder with --model DIR or {ModelVariable} ('hf download onnxruntime/gpt-oss-20b-onnx' downloads models), or a server with --engine URL."
            + $"{Environment.NewLine}To try it now, use --model {Tiny}, a very small model that comes with this command.");
        return model == Tiny ? TinyFolder : model;
    }

    /// <summary>Creates the engine, runs a function with it, and disposes it.</summary>
    /// <param name="result">The options.</param>
    /// <param name="terminal">Receives the engine's warnings.</param>
    /// <param name="reportsPlacement">Whether the engine determines which provider runs which nodes of the model.</param>
    /// <param name="run">The function; it returns the exit code.</param>
    /// <exception cref="InputException">The engine cannot be created, or it failed; the message gives the reason.</exception>
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

    /// <summary>Gets the options with which a model in this process is loaded.</summary>
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

    private static Uri? ReadAddress(string word) =>
        Uri.TryCreate(word, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) ? address : null;
}
