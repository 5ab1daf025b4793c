using System.CommandLine;
using Harmony.Cli.Verification;
using Spectre.Console;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony verify</c>: checks golden files, which hold what the reference does.</summary>
internal static class VerifyCommand
{
    private const int ShownFailures = 5;

    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("path")
        {
            Description = $"Golden files ({GoldenKinds.Names}), or folders with such files. A folder named 'oss' means that dialect.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("verify", "Check golden files made with the reference. Exit code 1 if a case fails.") { paths };
        command.SetAction(result =>
        {
            IReadOnlyList<GoldenFile> files = GoldenFile.Find(result.GetValue(paths)!);
            IReadOnlyList<GoldenReport> reports = Verify(files, terminal);
            return Print(reports, result.InvocationConfiguration.Output);
        });
        return command;
    }

    private static List<GoldenReport> Verify(IReadOnlyList<GoldenFile> files, Terminal terminal)
    {
        var reports = new List<GoldenReport>();
        if (terminal.IsErrorRedirected)
        {
            foreach (GoldenFile file in files)
            {
                reports.Add(file.Verify(terminal, static _ => { }));
            }

            return reports;
        }

        // Progress goes to standard error, and the results follow it: they may be read by a program.
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        console.Progress().AutoClear(true).Start(progress =>
        {
            foreach (GoldenFile file in files)
            {
                ProgressTask task = progress.AddTask(Markup.Escape(file.Path));
                reports.Add(file.Verify(terminal, done => task.Value = done * task.MaxValue));
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
}
