using Harmony.OnnxGenAI;
using Harmony.Verification;

// The checks of `harmony verify`, natively compiled: Harmony.AotTest PATH...; and the recorded prompts of a model, if an engine is available.
List<GoldenReport> reports = [.. GoldenFile.Find(args).Select(file => file.Verify(File.ReadAllBytes(file.Path), static _ => { }))];
if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HARMONY_NATIVE_PATH")))
{
    string model = Path.Combine(args[0], "tiny-gpt-oss");
    string prompts = Path.Combine(model, "prompts.json");
    await using OnnxGenAIEngine engine = await OnnxGenAIEngine.LoadAsync(model);
    reports.Add(await new RecordedPrompts(prompts).VerifyAsync(File.ReadAllBytes(prompts), engine, static _ => { }));
}

(int passed, int failed) = GoldenReport.Write(reports, Console.Out);
return failed == 0 && passed > 0 ? 0 : 1;
