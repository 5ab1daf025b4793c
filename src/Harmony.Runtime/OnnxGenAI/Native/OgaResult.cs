using System.Diagnostics;
using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>Checks the results of the C API.</summary>
internal static unsafe class OgaResult
{
    /// <summary>Throws if a call failed.</summary>
    /// <param name="result">The result of the call, null on success.</param>
    /// <param name="action">The action of the call, for the message.</param>
    /// <exception cref="EngineException">The call failed.</exception>
    public static void Check(nint result, string action)
    {
        if (result != 0)
        {
            throw new EngineException(EngineError.Failed, $"ONNX Runtime GenAI failed while {action}: {TakeError(result)}");
        }
    }

    /// <summary>Gets the message of a result that is not null, and frees the result.</summary>
    public static string TakeError(nint result)
    {
        Debug.Assert(result != 0, "Only a failure has a message.");

        // In bounds: the string ends with a zero byte. It belongs to the result, so it is copied first.
        string message = Marshal.PtrToStringUTF8((nint)OgaMethods.ResultGetError(result)) ?? "no message";
        OgaMethods.DestroyResult(result);
        return message;
    }
}
