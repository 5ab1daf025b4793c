using System.CommandLine;
using System.Runtime.CompilerServices;
using Harmony.Verification;
using Spectre.Console;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony verify</c>: checks golden files, which were made with the reference, and engines, by recorded prompts.</summary>
/// <remarks>Only methods that run with the command mention the types of the checks: no other command loads them.</remarks>
internal sealed class VerifyCommand
{
    private readonly Terminal _terminal;

    private readonly Argument<string[]> _paths = new("path")
    {
        Description = $"Golden files ({GoldenKinds.Names}), or folders with such files. The folder name 'oss' selects that dialect. A file that ends with {RecordedPrompts.Extension} contains prompts and the ids that an engine generated for them: they are replayed on the engine given by the options.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly EngineOptions _engine = new();

    private VerifyCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal)
    {
        var verify = new VerifyCommand(terminal);
        var command = new Command("verify", "Check golden files made with the reference, or an engine. The exit code is 1 if a case fails.") { verify._paths };
        verify._engine.AddTo(command);
        command.Validators.Add(result =>
        {
            if (verify._engine.IsGiven(result) && result.GetValue(verify._paths)?.Any(IsRecording) == false)
            {
                result.AddError($"An engine replays recorded prompts, but no path ends with {RecordedPrompts.Extension}.");
            }
        });
        command.SetAction(verify.Run);
        return command;
    }

    private int Run(ParseResult result)
    {
        string[] paths = result.GetValue(_paths)!;
        string[] recordings = [.. paths.Where(IsRecording)];
        string[] golden = [.. paths.Except(recordings)];
        try
        {
            List<Check> checks = golden.Length > 0 ? [.. GoldenFile.Find(golden).Select(CheckOf)] : [];
            return recordings.Length == 0 ? Run(checks, result) : RunWithEngine(checks, recordings, result);
        }
        catch (InvalidDataException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private Check CheckOf(GoldenFile file) => new(file.Path, progress => file.Verify(InputFile.ReadText(file.Path, _terminal), progress));

    /// <summary>A method of its own, so that golden files are checked without loading the runtime.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int RunWithEngine(List<Check> checks, string[] recordings, ParseResult result) =>
        _engine.Run(result, _terminal, reportsPlacement: false, engine =>
        {
            checks.AddRange(recordings.Select(path => new Check(path, progress =>
                new RecordedPrompts(path).VerifyAsync(InputFile.ReadText(path, _terminal), engine, progress).GetAwaiter().GetResult())));
            return Task.FromResult(Run(checks, result));
        });

    private int Run(List<Check> checks, ParseResult result)
    {
        (int passed, int failed) = GoldenReport.Write(Verify(checks), result.InvocationConfiguration.Output);
        return passed + failed == 0 ? throw new InputException("nothing was checked: these files contain no cases")
            : failed > 0 ? ExitCode.CheckFailed : ExitCode.Success;
    }

    private List<GoldenReport> Verify(List<Check> checks)
    {
        if (_terminal.IsErrorRedirected)
        {
            return [.. checks.Select(check => check.Verify(static _ => { }))];
        }

        // Progress is written to standard error, and the results to standard output after it: a program may read them.
        var reports = new List<GoldenReport>();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_terminal.Error) });
        console.Progress().AutoClear(true).Start(progress =>
        {
            foreach (Check check in checks)
            {
                ProgressTask task = progress.AddTask(Markup.Escape(check.Path));
                reports.Add(check.Verify(done => task.Value = done * task.MaxValue));
                task.StopTask();
            }
        });
        return reports;
    }

    private static bool IsRecording(string path) => path.EndsWith(RecordedPrompts.Extension, StringComparison.Ordinal);

    /// <summary>The check of one path, which reports the fraction that is done.</summary>
    private sealed record Check(string Path, Func<Action<double>, GoldenReport> Verify);
}
