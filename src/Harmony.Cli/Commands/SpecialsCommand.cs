using System.CommandLine;
using Harmony.Vocabulary;

namespace Harmony.Cli.Commands;

/// <summary><c>harmony specials</c>: lists the special tokens.</summary>
internal static class SpecialsCommand
{
    public static Command Create()
    {
        Option<string> all = CommandLine.Flag("--all", "Include the reserved tokens, which have no meaning.");
        var command = new Command("specials", "List the special tokens, one id and name per line.") { all };
        command.SetAction(result =>
        {
            TextWriter output = result.InvocationConfiguration.Output;
            for (int id = SpecialTokens.First; id <= SpecialTokens.Last; id++)
            {
                string name = SpecialTokens.GetName(id);
                if (result.HasFlag(all) || !name.StartsWith("<|reserved_", StringComparison.Ordinal))
                {
                    output.WriteLine($"{id} {name}");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }
}
