using Harmony.AotTest;
using Harmony.Cli;
using Harmony.Cli.Verification;

// What `harmony verify` checks, natively compiled: Harmony.AotTest PATH...; and a model's recorded prompts, where its engine is.
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

if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HARMONY_NATIVE_PATH")))
{
    (int right, int wrong) = await RecordedPrompts.ReplayAsync(Path.Combine(args[0], "tiny-gpt-oss"));
    Console.WriteLine($"of the recorded prompts {right} gave their ids, {wrong} did not");
    passed += right;
    failed += wrong;
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 && passed > 0 ? 0 : 1;
