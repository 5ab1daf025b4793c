using Harmony.Cli;
using Harmony.Cli.Verification;

// What `harmony verify` checks, natively compiled: Harmony.AotTest PATH...
int passed = 0;
int failed = 0;
var terminal = new ConsoleTerminal();
foreach (GoldenFile file in GoldenFile.Find(args))
{
    GoldenReport report = file.Verify(terminal, static _ => { });
    passed += report.Passed;
    failed += report.Failed;
    foreach (string failure in report.Failures)
    {
        Console.WriteLine($"{report.Path}\n{failure}");
    }
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 && passed > 0 ? 0 : 1;
