using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Harmony.Rendering;

namespace Harmony.Cli.Commands;

/// <summary>The command line: which commands there are, and how whatever goes wrong is said.</summary>
internal static class CommandLine
{
    public static int Run(string[] args, Terminal terminal)
    {
        var root = new RootCommand("Render conversations for GPT-OSS in the Harmony format, and encode, decode and verify o200k token ids.")
        {
            RenderCommand.Create(terminal),
            EncodeCommand.Create(terminal),
            DecodeCommand.Create(terminal),
            CountCommand.Create(terminal),
            SpecialsCommand.Create(),
            VerifyCommand.Create(terminal),
        };

        ParseResult result = root.Parse(args);
        if (result.Errors.Count > 0)
        {
            foreach (ParseError error in result.Errors)
            {
                terminal.Error.WriteLine($"harmony: {error.Message}");
            }

            terminal.Error.WriteLine($"Try 'harmony {CommandPath(result)}--help'.");
            return ExitCode.BadInput;
        }

        using StreamWriter output = terminal.CreateWriter();
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            Output = output,
            Error = terminal.Error,
        };
        try
        {
            return result.Invoke(configuration);
        }
        catch (InputException error)
        {
            terminal.Error.WriteLine($"harmony: {error.Message}");
            return ExitCode.BadInput;
        }
        catch (IOException error)
        {
            // The reader of a pipe that went away, or a full disk.
            terminal.Error.WriteLine($"harmony: {error.Message}");
            return ExitCode.BadInput;
        }
    }

    /// <summary>Does something with a file's content; what the library refuses is said with the file's name.</summary>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or HarmonyFormatException)
        {
            throw new InputException($"{InputFile.NameOf(path)}: {error.Message}", error);
        }
    }

    /// <summary>The file that a command reads; standard input where none is named.</summary>
    public static Argument<string> FileArgument(string description)
    {
        var file = new Argument<string>("file")
        {
            Description = description,
            DefaultValueFactory = _ => InputFile.StandardInput,
        };

        // What looks like an option and is none would be taken for a file.
        file.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (token.Value.Length > 1 && token.Value[0] == '-')
                {
                    result.AddError($"'{token.Value}' is no option of this command. (A file of that name: './{token.Value}'.)");
                }
            }
        });
        return file;
    }

    /// <summary>An option whose values are an enumeration's names, in lower case; <see cref="GetChoice"/> reads it.</summary>
    public static Option<string> ChoiceOption<T>(string name, string description, T defaultValue)
        where T : struct, Enum
    {
        string[] values = [.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())];
        var option = new Option<string>(name)
        {
            Description = description,
            DefaultValueFactory = _ => defaultValue.ToString().ToLowerInvariant(),
        };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    public static T GetChoice<T>(this ParseResult result, Option<string> option)
        where T : struct, Enum => Enum.Parse<T>(result.GetRequiredValue(option), ignoreCase: true);

    private static string CommandPath(ParseResult result) =>
        result.CommandResult.Command is RootCommand ? "" : result.CommandResult.Command.Name + " ";
}
