using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// Loads ONNX Runtime and ONNX Runtime GenAI, once per process. ONNX Runtime is loaded and checked first, since libonnxruntime-genai
/// ends the process if it finds no libonnxruntime.
/// </summary>
internal static partial class NativeLibraries
{
    /// <summary>The version of ONNX Runtime's C API that GenAI requests.</summary>
    private const int LeastApiVersion = 18;

    private static readonly Lock Gate = new();
    private static LoadedLibraries? _loaded;
    private static nint _genAI;

    /// <summary>The handle of GenAI once it is loaded, otherwise 0.</summary>
    internal static nint GenAI => _genAI;

    /// <summary>Loads the libraries, or returns those that are loaded.</summary>
    /// <param name="explicitFolder">The folder of the libraries, or null to search for them.</param>
    /// <param name="isTelemetryOn">Whether the official builds may send telemetry to their makers.</param>
    /// <exception cref="EngineException">They were not found, are too old, or are already loaded from another folder.</exception>
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

    /// <summary>Checks that the loaded libraries are from the requested folder.</summary>
    /// <param name="explicitFolder">The requested folder, or null.</param>
    /// <param name="loadedFolder">The folder of the loaded libraries, or null if the system found them.</param>
    /// <exception cref="EngineException">The folders differ.</exception>
    internal static void CheckFolder(string? explicitFolder, string? loadedFolder)
    {
        if (string.IsNullOrEmpty(explicitFolder) || (loadedFolder is not null && IsSameFolder(explicitFolder, loadedFolder)))
        {
            return;
        }

        throw new EngineException(
            EngineError.BadRequest,
            $"The native libraries are already loaded from {loadedFolder ?? "the system's library folders"}, and a process loads them once: leave NativeFolder null{(loadedFolder is null ? "" : ", or use the same folder")}.");
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

        // Before GenAI, which would create the process's only environment of ONNX Runtime: its creator receives its log.
        bool isLogOurs = OnnxRuntimeLog.TryInstall(runtime, LeastApiVersion);
        _genAI = LoadOne(paths.GenAI, "ONNX Runtime GenAI");
        CheckExports(paths.GenAI, _genAI);
        NativeLibrary.SetDllImportResolver(typeof(OgaMethods).Assembly, (name, _, _) => name == OgaMethods.Library ? _genAI : 0);
        return new LoadedLibraries(paths.Folder, version, isLogOurs);
    }

    /// <summary>Loads a library.</summary>
    /// <exception cref="EngineException">The file is not for this system, or a library that it needs is missing.</exception>
    internal static nint LoadOne(string path, string name)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineException(
                EngineError.NotFound, $"{name} at {path} does not load: {exception.Message} Install the build for {NativeLibraryFinder.RuntimeIdentifier} and the libraries that it needs.", exception);
        }
    }

    /// <summary>Checks the version of ONNX Runtime.</summary>
    /// <exception cref="EngineException">It is older than GenAI requires.</exception>
    internal static void CheckVersion(string path, string version)
    {
        if (ApiVersion(version) < LeastApiVersion)
        {
            throw new EngineException(
                EngineError.NotFound,
                $"{path} is ONNX Runtime {version}; ONNX Runtime GenAI needs 1.{LeastApiVersion} or newer. Install the version that the package Microsoft.ML.OnnxRuntimeGenAI depends on.");
        }
    }

    /// <summary>Checks that GenAI has the newest functions that the engine calls. It reports no version, and a missing function would
    /// fail at its first use.</summary>
    /// <exception cref="EngineException">A function is missing.</exception>
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

    /// <summary>Gets the version of the C API, which is the minor version; 0 if the version cannot be read.</summary>
    private static int ApiVersion(string version) => Version.TryParse(version, out Version? parsed) ? parsed.Major > 1 ? int.MaxValue : parsed.Minor : 0;

    private static bool IsSameFolder(string a, string b) => string.Equals(
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(a)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(b)), StringComparison.Ordinal);

    /// <summary>Prevents the uploader from starting; the API's function only holds events back. Sets the native environment, since on
    /// Unix Environment.SetEnvironmentVariable changes a copy that native code does not see.</summary>
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
/// <param name="Folder">Their folder, or null if the system found them.</param>
/// <param name="RuntimeVersion">The version of ONNX Runtime, such as <c>1.32.0</c>.</param>
/// <param name="IsLogOurs">Whether ONNX Runtime's log goes to <see cref="OnnxRuntimeLog"/>.</param>
internal sealed record LoadedLibraries(string? Folder, string RuntimeVersion, bool IsLogOurs);
