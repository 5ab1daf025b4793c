namespace Harmony.Testing;

/// <summary>The native libraries of ONNX Runtime, which are not part of the repository.</summary>
public static class EngineLibraries
{
    /// <summary>Skips the test if their folder is not known.</summary>
    public static void SkipWithout() => Assert.SkipWhen(
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HARMONY_NATIVE_PATH")),
        "HARMONY_NATIVE_PATH names no folder with libonnxruntime and libonnxruntime-genai.");
}
