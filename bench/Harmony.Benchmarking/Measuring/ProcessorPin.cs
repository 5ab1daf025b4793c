using System.Diagnostics;
using System.Runtime.Versioning;

namespace Harmony.Benchmarking.Measuring;

/// <summary>Keeps the measuring thread on one processor until it is disposed.</summary>
/// <remarks>
/// On Linux only the main thread is pinned, not those of the compiler and the collector: a runtime on a single processor
/// delays its best compilation for seconds. Child processes inherit the affinity, so they are started while no pin is held.
/// </remarks>
internal readonly struct ProcessorPin : IDisposable
{
    private readonly nint? _before;

    private ProcessorPin(nint? before) => _before = before;

    [SupportedOSPlatformGuard("linux")]
    [SupportedOSPlatformGuard("windows")]
    private static bool IsPossible => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    /// <summary>Moves the thread to a processor.</summary>
    /// <param name="processor">The processor, counted from 0; null to leave the thread where it is.</param>
    /// <exception cref="BenchmarkException">The process is not allowed to run on this processor, or the system does not support affinity.</exception>
    public static ProcessorPin On(int? processor)
    {
        if (processor is not { } number)
        {
            return default;
        }

        if (!IsPossible)
        {
            throw new BenchmarkException("--cpu: this system cannot keep a process on one processor");
        }

        using var process = Process.GetCurrentProcess();
        nint before = process.ProcessorAffinity;
        nint wanted = number < nint.Size * 8 ? (nint)1 << number : 0;
        if ((before & wanted) == 0)
        {
            throw new BenchmarkException($"--cpu: this process is not allowed to run on processor {number}");
        }

        process.ProcessorAffinity = wanted;
        return new ProcessorPin(before);
    }

    public void Dispose()
    {
        if (_before is { } before && IsPossible)
        {
            using var process = Process.GetCurrentProcess();
            process.ProcessorAffinity = before;
        }
    }
}
