using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// Loads ONNX Runtime and ONNX Runtime GenAI, once in a process. In this order, and in both cases for a reason:
/// libonnxruntime-genai ends the process when it finds no libonnxruntime, so that one is loaded and checked first.
/// </summary>
internal static partial class NativeLibraries
{
    /// <summary>GenAI asks ONNX Runtime for version 18 of its C API.</summary>
    private const int LeastApiVersion = 18;

    private static readonly Lock Gate = new();
    private static LoadedLibraries? _loaded;
    private static nint _genAI;

    /// <summary>GenAI, once it was loaded.</summary>
    internal static nint GenAI => _genAI;

    /// <summary>Loads the libraries, or answers which ones are.</summary>
    /// <param name="explicitFolder">The folder to take them from, or null to look for them.</param>
    /// <param name="isTelemetryOn">Whether the official builds may report on their use to their makers.</param>
    /// <exception cref="EngineException">They are not there, too old, or already loaded from elsewhere.</exception>
    public static LoadedLibraries Load(string? explicitFolder, bool isTelemetryOn)
    {
        lock (Gate)
        {
            if (_loaded is null)
            {
                _loaded = LoadFirst(NativeLibraryFinder.Find(explicitFolder), isTelemetryOn);
            }
            else
            {
                CheckFolder(explicitFolder, _loaded.Folder);
            }

            OgaMethods.SetTelemetryEnabled(isTelemetryOn);
            return _loaded;
        }
    }

    /// <param name="explicitFolder">The folder that was named, or null.</param>
    /// <param name="loadedFolder">The folder of the libraries that are loaded; null where the system found them.</param>
    /// <exception cref="EngineException">It is another one.</exception>
    internal static void CheckFolder(string? explicitFolder, string? loadedFolder)
    {
        if (string.IsNullOrEmpty(explicitFolder) || (loadedFolder is not null && IsSameFolder(explicitFolder, loadedFolder)))
        {
            return;
        }

        throw new EngineException(
            EngineError.BadRequest,
            $"The native libraries are already loaded from {loadedFolder ?? "where the system has them"}, and a process loads them once: leave NativeFolder null{(loadedFolder is null ? "" : ", or give the same folder")}.");
    }

    private static LoadedLibraries LoadFirst(NativeLibraryPaths paths, bool isTelemetryOn)
    {
        nint runtime = LoadOne(paths.Runtime, "ONNX Runtime");
        string version = OrtMethods.GetVersion(runtime);
        CheckVersion(paths.Runtime, version);
        if (!isTelemetryOn)
        {
            DisableTelemetryInEnvironment();
        }

        // Before GenAI makes the process's one environment of ONNX Runtime: the first to make it says where its log goes.
        bool isLogOurs = OnnxRuntimeLog.TryInstall(runtime, LeastApiVersion);
        _genAI = LoadOne(paths.GenAI, "ONNX Runtime GenAI");
        CheckExports(paths.GenAI, _genAI);
        NativeLibrary.SetDllImportResolver(typeof(OgaMethods).Assembly, (name, _, _) => name == OgaMethods.Library ? _genAI : 0);
        return new LoadedLibraries(paths.Folder, version, isLogOurs);
    }

    /// <exception cref="EngineException">The file is none for this system, or something that it needs is missing.</exception>
    internal static nint LoadOne(string path, string name)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineException(
                EngineError.NotFound, $"{name} is at {path} and does not load: {exception.Message} Install the build for {NativeLibraryFinder.RuntimeIdentifier} and what it needs.", exception);
        }
    }

    /// <exception cref="EngineException">It is older than GenAI can do with.</exception>
    internal static void CheckVersion(string path, string version)
    {
        if (ApiVersion(version) < LeastApiVersion)
        {
            throw new EngineException(
                EngineError.NotFound,
                $"{path} is ONNX Runtime {version}; ONNX Runtime GenAI needs 1.{LeastApiVersion} or newer. Install the package that the Microsoft.ML.OnnxRuntimeGenAI package asks for.");
        }
    }

    /// <summary>GenAI tells no version, and what it lacks would fail at its first use: the newest functions that we call stand for all.</summary>
    /// <exception cref="EngineException">One of them is missing.</exception>
    internal static void CheckExports(string path, nint library)
    {
        foreach (string function in (ReadOnlySpan<string>)["OgaGenerator_RewindTo", "OgaGenerator_IsSessionTerminated", "OgaGenerator_GetLogits", "OgaConfigOverlay", "OgaSetTelemetryEnabled"])
        {
            if (!NativeLibrary.TryGetExport(library, function, out _))
            {
                throw new EngineException(
                    EngineError.NotFound, $"{path} is too old: it has no {function}. Install Microsoft.ML.OnnxRuntimeGenAI 0.14 or newer.");
            }
        }
    }

    /// <summary>The minor version is the version of the C API. 0 where there is none to read.</summary>
    private static int ApiVersion(string version) => Version.TryParse(version, out Version? parsed) ? parsed.Major > 1 ? int.MaxValue : parsed.Minor : 0;

    private static bool IsSameFolder(string a, string b) => string.Equals(
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(a)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(b)), StringComparison.Ordinal);

    /// <summary>Keeps the uploader from starting at all; the function of the API only keeps events back. The native environment,
    /// since on Unix Environment.SetEnvironmentVariable changes a copy that native code does not see.</summary>
    private static void DisableTelemetryInEnvironment()
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1");
        }
        else
        {
            _ = SetEnvironment("ORT_DISABLE_TELEMETRY", "1", 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}

/// <summary>The native libraries of this process.</summary>
/// <param name="Folder">Where they are from; null where the system found them.</param>
/// <param name="RuntimeVersion">The version of ONNX Runtime, such as <c>1.32.0</c>.</param>
/// <param name="IsLogOurs">Whether ONNX Runtime's log comes to <see cref="OnnxRuntimeLog"/>.</param>
internal sealed record LoadedLibraries(string? Folder, string RuntimeVersion, bool IsLogOurs);
