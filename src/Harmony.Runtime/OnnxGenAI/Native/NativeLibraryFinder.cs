using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>The paths of the two libraries.</summary>
/// <param name="Runtime">ONNX Runtime: a path, or a name that the system's loader resolves.</param>
/// <param name="GenAI">ONNX Runtime GenAI, likewise.</param>
/// <param name="Folder">The folder of both, or null if the system finds them.</param>
internal sealed record NativeLibraryPaths(string Runtime, string GenAI, string? Folder);

/// <summary>
/// Finds the native libraries in the requested folder, in that of <c>HARMONY_NATIVE_PATH</c>, in the application's folder and its
/// <c>runtimes/RID/native</c> (where the Microsoft.ML.OnnxRuntimeGenAI packages put them), then in the system's library folders. A
/// folder counts only if it has both.
/// </summary>
internal static class NativeLibraryFinder
{
    public const string Variable = "HARMONY_NATIVE_PATH";

    /// <summary>The name of this system in the packages' folders, such as <c>linux-x64</c>.</summary>
    public static string RuntimeIdentifier { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static string Suffix => OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";

    private static string Prefix => OperatingSystem.IsWindows() ? "" : "lib";

    /// <summary>Finds the libraries.</summary>
    /// <exception cref="EngineException">They were not found. The message names the folders searched and what to install.</exception>
    public static NativeLibraryPaths Find(string? explicitFolder) => Find(
        explicitFolder, Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory, FindInSystem);

    /// <inheritdoc cref="Find(string?)"/>
    public static NativeLibraryPaths Find(string? explicitFolder, string? variable, string applicationFolder, Func<NativeLibraryPaths?> findInSystem)
    {
        // An explicit choice is respected: a folder that was set but lacks the libraries is an error.
        if (!string.IsNullOrEmpty(explicitFolder))
        {
            return FindIn(explicitFolder) ?? throw Missing($"NativeFolder is {explicitFolder}, which does not have both");
        }

        if (!string.IsNullOrEmpty(variable))
        {
            return FindIn(variable) ?? throw Missing($"{Variable} is {variable}, which does not have both");
        }

        string[] folders = [applicationFolder, Path.Combine(applicationFolder, "runtimes", RuntimeIdentifier, "native")];
        foreach (string folder in folders)
        {
            if (FindIn(folder) is { } paths)
            {
                return paths;
            }
        }

        return findInSystem() ?? throw Missing($"Neither {string.Join(", ", folders)} nor the system's library folders have both");
    }

    private static NativeLibraryPaths? FindIn(string folder)
    {
        string genAI = Path.Combine(folder, $"{Prefix}onnxruntime-genai{Suffix}");
        string? runtime = FindRuntime(folder);
        return runtime is not null && File.Exists(genAI) ? new NativeLibraryPaths(Path.GetFullPath(runtime), Path.GetFullPath(genAI), Path.GetFullPath(folder)) : null;
    }

    /// <summary>ONNX Runtime under its plain name, or with a version: <c>libonnxruntime.so.1.32.0</c>, <c>libonnxruntime.1.32.0.dylib</c>.</summary>
    private static string? FindRuntime(string folder)
    {
        string plain = Path.Combine(folder, $"{Prefix}onnxruntime{Suffix}");
        if (File.Exists(plain) || OperatingSystem.IsWindows() || !Directory.Exists(folder))
        {
            return File.Exists(plain) ? plain : null;
        }

        string[] versioned = Directory.GetFiles(folder, OperatingSystem.IsMacOS() ? "libonnxruntime.*.dylib" : "libonnxruntime.so.*");
        Array.Sort(versioned, StringComparer.Ordinal);
        return versioned is [.., string last] ? last : null;
    }

    private static NativeLibraryPaths? FindInSystem()
    {
        string genAI = $"{Prefix}onnxruntime-genai{Suffix}";
        foreach (string runtime in (ReadOnlySpan<string>)[$"{Prefix}onnxruntime{Suffix}", "libonnxruntime.so.1"])
        {
            // GenAI is not tried here: it must not be loaded before ONNX Runtime has been checked.
            if (NativeLibrary.TryLoad(runtime, out _))
            {
                return new NativeLibraryPaths(runtime, genAI, Folder: null);
            }
        }

        return null;
    }

    private static EngineException Missing(string where) => new(
        EngineError.NotFound,
        $"{where} {Prefix}onnxruntime{Suffix} and {Prefix}onnxruntime-genai{Suffix}. "
        + $"Install the package Microsoft.ML.OnnxRuntimeGenAI (or .Cuda, .DirectML, .WebGPU) for {RuntimeIdentifier}, or set {Variable} to a folder with both.");
}
