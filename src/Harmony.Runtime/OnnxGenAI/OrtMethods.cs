using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>The little that we call of ONNX Runtime's own C API. Its functions stand in a table that only ever grows at its end.</summary>
internal static unsafe class OrtMethods
{
    /// <summary>Where the two functions of <c>OrtApiBase</c> stand.</summary>
    private const int GetApi = 0;
    private const int GetVersionString = 1;

    /// <summary>Where CreateEnvWithCustomLogger stands in the table <c>OrtApi</c>: after CreateStatus, GetErrorCode, GetErrorMessage, CreateEnv.</summary>
    private const int CreateEnvWithCustomLogger = 4;

    /// <summary>The version, such as <c>1.32.0</c>.</summary>
    /// <exception cref="EngineException">It is not ONNX Runtime.</exception>
    public static string GetVersion(nint library) =>
        Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Stdcall]<byte*>)Base(library)[GetVersionString])()) ?? "of no version";

    /// <summary>Makes the environment of the process, which others then share.</summary>
    /// <param name="library">The loaded library.</param>
    /// <param name="apiVersion">A version of the API that it has.</param>
    /// <param name="write">Gets the log: parameter, severity, category, log id, place in the source, message.</param>
    /// <param name="severity">From which severity on, for what does not set its own.</param>
    /// <returns>The environment, never freed: it lives as long as the process; 0 where it could not be made.</returns>
    public static nint CreateEnvironment(nint library, uint apiVersion, delegate* unmanaged[Stdcall]<void*, int, byte*, byte*, byte*, byte*, void> write, int severity)
    {
        void** table = ((delegate* unmanaged[Stdcall]<uint, void**>)Base(library)[GetApi])(apiVersion);
        if (table is null)
        {
            return 0;
        }

        var create = (delegate* unmanaged[Stdcall]<void*, void*, int, byte*, nint*, nint>)table[CreateEnvWithCustomLogger];
        nint environment;
        fixed (byte* name = "harmony\0"u8)
        {
            return create(write, null, severity, name, &environment) == 0 ? environment : 0;
        }
    }

    /// <summary><c>OrtApiBase</c>: two functions.</summary>
    private static void** Base(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint address))
        {
            throw new EngineException(EngineError.NotFound, "The library found as ONNX Runtime is another one: it has no OrtGetApiBase. Install Microsoft.ML.OnnxRuntime 1.18 or newer.");
        }

        return ((delegate* unmanaged[Stdcall]<void**>)address)();
    }
}
