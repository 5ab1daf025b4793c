using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Harmony.OnnxGenAI;

/// <summary>
/// ONNX Runtime's log. A process has one environment of ONNX Runtime, and the environment has one log, set when it is created. The
/// engine creates it, to read the placement of a model's nodes from it and to keep it off the error stream.
/// </summary>
internal static unsafe class OnnxRuntimeLog
{
    /// <summary>Errors, GenAI's default. A session that logs more sets its own severity.</summary>
    private const int ErrorSeverity = 3;

    private static readonly Lock Gate = new();
    private static List<string>? _lines;
    private static byte[] _logId = [];

    /// <summary>Creates the environment. False if the process already had one, which keeps its own log.</summary>
    public static bool TryInstall(nint runtimeLibrary, uint apiVersion) =>
        OrtMethods.CreateEnvironment(runtimeLibrary, apiVersion, &Write, ErrorSeverity) != 0;

    /// <summary>Runs an action and returns the messages logged under an id meanwhile. One caller at a time.</summary>
    public static List<string> Record(string logId, Action action)
    {
        var lines = new List<string>();
        lock (Gate)
        {
            _logId = System.Text.Encoding.UTF8.GetBytes(logId);
            _lines = lines;
        }

        try
        {
            action();
        }
        finally
        {
            lock (Gate)
            {
                _lines = null;
            }
        }

        return lines;
    }

    /// <summary>Called by ONNX Runtime, on any thread. Must not throw.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static void Write(void* parameter, int severity, byte* category, byte* logId, byte* place, byte* message)
    {
        // Outside the lock, so that it costs only one read while nothing is recorded. A line more or less at the edges does not matter.
        if (Volatile.Read(ref _lines) is null || message is null || logId is null)
        {
            return;
        }

        lock (Gate)
        {
            // In bounds: both strings end with a zero byte and stay valid during the call.
            if (_lines is not null && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(logId).SequenceEqual(_logId))
            {
                _lines.Add(Marshal.PtrToStringUTF8((nint)message)!);
            }
        }
    }
}
