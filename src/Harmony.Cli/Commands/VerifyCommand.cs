using System.CommandLine;
using System.Runtime.CompilerServices;
using Harmony.Cli.Verification;
using Spectre.Console;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony verify</c>: checks golden files, which hold what the reference does, and engines by what another one gave.</summary>
internal static class VerifyCommand
{
    private const int ShownFailures = 5;

    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = $"Golden files ({GoldenKinds.Names}), or folders with such files. A folder named 'oss' means that dialect. A file that ends with {RecordedPrompts.Extension} has prompts with the ids that an engine gave to them: they are replayed on the engine of the options.",
            Arity = ArgumentArity.OneOrMore,
        };
        var engineOptions = new EngineOptions();
        var command = new Command("verify", "Check golden files made with the reference, or an engine. Exit code 1 if a case fails.") { paths };
        engineOptions.AddTo(command);
        command.Validators.Add(result =>
        {
            if (engineOptions.IsGiven(result) && result.GetValue(paths)?.Any(IsRecording) == false)
            {
                result.AddError($"An engine replays recorded prompts, and no path ends with {RecordedPrompts.Extension}.");
            }
        });
        command.SetAction(result =>
        {
            string[] given = result.GetValue(paths)!;
            string[] recordings = [.. given.Where(IsRecording)];
            string[] golden = [.. given.Except(recordings)];
            List<Check> checks = golden.Length > 0 ? [.. GoldenFile.Find(golden).Select(file => new Check(file.Path, progress => file.Verify(terminal, progress)))] : [];
            TextWriter output = result.InvocationConfiguration.Output;
            return recordings.Length == 0 ? Print(Run(checks, terminal), output) : RunWithEngine(checks, recordings, engineOptions, result, terminal);
        });
        return command;
    }

    /// <summary>By itself, so that golden files are checked without loading the runtime.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RunWithEngine(List<Check> checks, string[] recordings, EngineOptions options, ParseResult result, Terminal terminal) =>
        options.Run(result, terminal, reportsPlacement: false, engine =>
        {
            checks.AddRange(recordings.Select(path => new Check(path, progress => new RecordedPrompts(path).VerifyAsync(engine, terminal, progress).GetAwaiter().GetResult())));
            return Task.FromResult(Print(Run(checks, terminal), result.InvocationConfiguration.Output));
        });

    private static bool IsRecording(string path) => path.EndsWith(RecordedPrompts.Extension, StringComparison.Ordinal);

    private static List<GoldenReport> Run(List<Check> checks, Terminal terminal)
    {
        if (terminal.IsErrorRedirected)
        {
            return [.. checks.Select(check => check.Verify(static _ => { }))];
        }

        // Progress goes to standard error, and the results follow it: they may be read by a program.
        var reports = new List<GoldenReport>();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
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

    private static int Print(IReadOnlyList<GoldenReport> reports, TextWriter output)
    {
        int passed = 0;
        int failed = 0;
        foreach (GoldenReport report in reports)
        {
            output.WriteLine($"{report.Path}: {report.Passed} passed, {report.Failed} failed");
            foreach (string failure in report.Failures.Take(Math.Max(0, ShownFailures - failed)))
            {
                output.WriteLine(failure);
            }

            passed += report.Passed;
            failed += report.Failed;
        }

        output.WriteLine($"{passed} passed, {failed} failed");
        if (passed + failed == 0)
        {
            throw new InputException("nothing was checked: there is no case in these files");
        }

        return failed > 0 ? ExitCode.CheckFailed : ExitCode.Success;
    }

    /// <summary>What is done with one path; it tells the share that is done.</summary>
    private sealed record Check(string Path, Func<Action<double>, GoldenReport> Verify);
}
