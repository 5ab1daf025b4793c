namespace Harmony.Cli;

/// <summary>What the command's exit code says.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A check failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>Bad usage or bad input, or an engine that failed.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl+C ended it, as shells say it: 128 and the signal's number.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more: 128 and SIGPIPE's number, as for a program that the signal ends.</summary>
    public const int OutputClosed = 141;
}
