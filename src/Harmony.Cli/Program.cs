using Harmony.Cli.Commands;

return CommandLine.Run(args, new ConsoleTerminal());
