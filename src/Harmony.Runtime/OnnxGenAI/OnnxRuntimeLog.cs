using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Harmony.OnnxGenAI;

/// <summary>
/// ONNX Runtime's log. A process has one environment of ONNX Runtime and that has one log, given when it is made; we make it, so
/// that where a model's nodes were placed can be read when it is loaded, and nothing is written to the error stream.
/// </summary>
internal static unsafe class OnnxRuntimeLog
{
    /// <summary>What GenAI takes by default: errors. A session of ours that is to say more sets its own.</summary>
    private const int ErrorSeverity = 3;

    private static readonly Lock Gate = new();
    private static List<string>? _lines;
    private static byte[] _logId = [];

    /// <summary>Whether the log comes here; it does not where the process had an environment before.</summary>
    public static bool TryInstall(nint runtimeLibrary, uint apiVersion) =>
        OrtMethods.CreateEnvironment(runtimeLibrary, apiVersion, &Write, ErrorSeverity) != 0;

    /// <summary>Runs something and gives what was logged under an id meanwhile. One caller at a time.</summary>
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

    /// <summary>Called by ONNX Runtime, on any thread. Nothing may be thrown through it.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvStdcall)])]
    private static void Write(void* parameter, int severity, byte* category, byte* logId, byte* place, byte* message)
    {
        // Not under the lock: whoever is not recording pays one read. A line more or less at the edges does not matter.
        if (Volatile.Read(ref _lines) is null || message is null)
        {
            return;
        }

        lock (Gate)
        {
            if (_lines is not null && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(logId).SequenceEqual(_logId))
            {
                _lines.Add(Marshal.PtrToStringUTF8((nint)message)!);
            }
        }
    }
}
