namespace Harmony.Testing;

/// <summary>ONNX Runtime's native libraries, which are not part of the repository.</summary>
public static class EngineLibraries
{
    /// <summary>Skips the test where nothing says where they are.</summary>
    public static void SkipWithout() => Assert.SkipWhen(
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HARMONY_NATIVE_PATH")),
        "HARMONY_NATIVE_PATH names no folder with libonnxruntime and libonnxruntime-genai.");
}
