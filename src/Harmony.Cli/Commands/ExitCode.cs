namespace Harmony.Cli.Commands;

/// <summary>The exit codes of the command.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A check failed.</summary>
    public const int CheckFailed = 1;

    /// <summary>Bad usage or bad input, or an engine that failed.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl+C ended the command: 128 plus the signal's number, as in shells.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of the output has closed it: 128 plus SIGPIPE's number, as for a program that the signal ends.</summary>
    public const int OutputClosed = 141;
}
