using System.Diagnostics;
using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>The functions of ONNX Runtime's own C API that the engine calls. They are in a table to which new versions only
/// append.</summary>
internal static unsafe class OrtMethods
{
    /// <summary>The positions of the two functions of <c>OrtApiBase</c>.</summary>
    private const int GetApi = 0;
    private const int GetVersionString = 1;

    /// <summary>The position of CreateEnvWithCustomLogger in the table <c>OrtApi</c>: after CreateStatus, GetErrorCode, GetErrorMessage, CreateEnv.</summary>
    private const int CreateEnvWithCustomLogger = 4;

    /// <summary>Gets the version, such as <c>1.32.0</c>.</summary>
    /// <exception cref="EngineException">The library is not ONNX Runtime.</exception>
    public static string GetVersion(nint library) =>
        Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Stdcall]<byte*>)Base(library)[GetVersionString])()) ?? "of unknown version";

    /// <summary>Creates the environment of the process, which other code then shares.</summary>
    /// <param name="library">The loaded library.</param>
    /// <param name="apiVersion">A version of the API that the library has.</param>
    /// <param name="write">Receives the log: parameter, severity, category, log id, place in the source, message.</param>
    /// <param name="severity">The least severity for sessions that do not set their own.</param>
    /// <returns>The environment, which lives as long as the process; 0 if it could not be created.</returns>
    public static nint CreateEnvironment(nint library, uint apiVersion, delegate* unmanaged[Stdcall]<void*, int, byte*, byte*, byte*, byte*, void> write, int severity)
    {
        void** table = ((delegate* unmanaged[Stdcall]<uint, void**>)Base(library)[GetApi])(apiVersion);
        if (table is null)
        {
            return 0;
        }

        // In bounds: every version of the table has this function, the fifth.
        var create = (delegate* unmanaged[Stdcall]<void*, void*, int, byte*, nint*, nint>)table[CreateEnvWithCustomLogger];
        nint environment;
        fixed (byte* name = "harmony\0"u8)
        {
            // The function copies the name, which ends with a zero byte, and writes one pointer.
            return create(write, null, severity, name, &environment) == 0 ? environment : 0;
        }
    }

    /// <summary>Gets <c>OrtApiBase</c>, a table of two functions.</summary>
    private static void** Base(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out nint address))
        {
            throw new EngineException(EngineError.NotFound, "The library found as ONNX Runtime is a different one: it has no OrtGetApiBase. Install Microsoft.ML.OnnxRuntime 1.18 or newer.");
        }

        void** table = ((delegate* unmanaged[Stdcall]<void**>)address)();
        Debug.Assert(table is not null, "OrtGetApiBase returns a static table.");
        return table;
    }
}
