using System.Diagnostics;
using System.Runtime.Versioning;

namespace Harmony.Cli.Benchmarking;

/// <summary>Keeps the measuring thread on one processor until it is disposed.</summary>
/// <remarks>
/// On Linux this concerns the main thread alone, and not those of the compiler and the collector: a runtime that finds
/// itself on a single processor puts off its best compilation for seconds. Processes that are started inherit it,
/// so they are started outside.
/// </remarks>
internal readonly struct ProcessorPin : IDisposable
{
    private readonly nint? _before;

    private ProcessorPin(nint? before) => _before = before;

    [SupportedOSPlatformGuard("linux")]
    [SupportedOSPlatformGuard("windows")]
    private static bool IsPossible => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    /// <param name="processor">Its number from 0; null to leave the thread where it is.</param>
    /// <exception cref="InputException">The process may not run on this processor, or the system knows no such thing.</exception>
    public static ProcessorPin On(int? processor)
    {
        if (processor is not { } number)
        {
            return default;
        }

        if (!IsPossible)
        {
            throw new InputException("--cpu: this system cannot keep a process on one processor");
        }

        using var process = Process.GetCurrentProcess();
        nint before = process.ProcessorAffinity;
        nint wanted = number < nint.Size * 8 ? (nint)1 << number : 0;
        if ((before & wanted) == 0)
        {
            throw new InputException($"--cpu: this process may not run on processor {number}");
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
