using System.Runtime.InteropServices;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>What a call of the C API answered.</summary>
internal static unsafe class OgaResult
{
    /// <summary>Throws where a call failed.</summary>
    /// <param name="result">What the call gave.</param>
    /// <param name="doing">What it was to do, for the message.</param>
    /// <exception cref="EngineException">It failed.</exception>
    public static void Check(nint result, string doing)
    {
        if (result != 0)
        {
            throw new EngineException(EngineError.Failed, $"ONNX Runtime GenAI failed at {doing}: {TakeError(result)}");
        }
    }

    /// <summary>The message of a result that is not null; frees the result.</summary>
    public static string TakeError(nint result)
    {
        // The text belongs to the result, so it is copied first.
        string message = Marshal.PtrToStringUTF8((nint)OgaMethods.ResultGetError(result)) ?? "no message";
        OgaMethods.DestroyResult(result);
        return message;
    }
}
