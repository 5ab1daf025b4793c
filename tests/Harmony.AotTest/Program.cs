using Harmony.Cli;
using Harmony.Cli.Verification;
using Harmony.OnnxGenAI;

// What `harmony verify` checks, natively compiled: Harmony.AotTest PATH...; and a model's recorded prompts, where its engine is.
int passed = 0;
int failed = 0;
var terminal = new ConsoleTerminal();
foreach (GoldenFile file in GoldenFile.Find(args))
{
    Count(file.Verify(terminal, static _ => { }));
}

if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HARMONY_NATIVE_PATH")))
{
    string model = Path.Combine(args[0], "tiny-gpt-oss");
    await using OnnxGenAIEngine engine = await OnnxGenAIEngine.LoadAsync(model);
    GoldenReport report = await new RecordedPrompts(Path.Combine(model, "prompts.json")).VerifyAsync(engine, terminal, static _ => { });
    Console.WriteLine($"of the recorded prompts {report.Passed} gave their ids, {report.Failed} did not");
    Count(report);
}

Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 && passed > 0 ? 0 : 1;

void Count(GoldenReport report)
{
    passed += report.Passed;
    failed += report.Failed;
    foreach (string failure in report.Failures)
    {
        Console.WriteLine($"{report.Path}\n{failure}");
    }
}
