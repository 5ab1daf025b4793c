using System.CommandLine;
using System.Globalization;
using Harmony.Benchmarking.Measuring;
using Harmony.Benchmarking.Texts;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony first-pass</c>, which no help shows: the fresh process that <c>harmony bench</c> starts.</summary>
internal static class FirstPassCommand
{
    public const string Name = FirstPass.CommandName;

    public static Command Create(Terminal terminal)
    {
        var measured = new Argument<string[]>("text") { Arity = ArgumentArity.ZeroOrMore };
        var after = new Option<string[]>(FirstPass.AfterOption);
        var processor = new Option<string>(FirstPass.ProcessorOption);
        var command = new Command(Name) { measured, after, processor };
        command.SetAction(result =>
        {
            int? number = result.GetValue(processor) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : null;
            try
            {
                FirstPass.Run(result.GetValue(after) ?? [], result.GetValue(measured)!, number, path => InputFile.ReadText(path, terminal), result.InvocationConfiguration.Output);
                return ExitCode.Success;
            }
            catch (BenchmarkException error)
            {
                throw new InputException(error.Message, error);
            }
        });
        return command;
    }
}
