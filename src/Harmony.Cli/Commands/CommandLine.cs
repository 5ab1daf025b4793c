using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Harmony.Parsing;
using Harmony.Rendering;

namespace Harmony.Cli.Commands;

/// <summary>The command line: the commands, and how errors are reported.</summary>
internal static class CommandLine
{
    /// <summary>A file may be named @x: it is not a response file.</summary>
    private static readonly ParserConfiguration ParserSettings = new() { ResponseFileTokenReplacer = null };

    /// <summary>EPIPE, which is the same number on Linux and macOS. .NET does not translate it.</summary>
    private const int BrokenPipe = 32;

    public static int Run(string[] args, Terminal terminal)
    {
        ParseResult result = CreateCommand(args, terminal).Parse(args, ParserSettings);
        if (result.Errors.Count > 0)
        {
            // For an unknown command, System.CommandLine first reports that a command is missing.
            foreach (ParseError error in result is { UnmatchedTokens.Count: > 0, Errors.Count: > 1 } ? result.Errors.Skip(1) : result.Errors)
            {
                terminal.Error.WriteLine($"harmony: {error.Message}");
            }

            terminal.Error.WriteLine($"Try 'harmony {CommandPath(result)}--help'.");
            return ExitCode.BadInput;
        }

        // Errors are written here and not by System.CommandLine: opening their stream costs a short process some milliseconds.
        StreamWriter output = terminal.CreateWriter();
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output };
        try
        {
            int exitCode = Invoke(result, configuration, terminal);
            output.Dispose();
            return exitCode;
        }
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            // The reader, such as head, has read enough: this is not an error.
            return ExitCode.OutputClosed;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The output cannot be written: it is closed, or the disk is full. What is still buffered is lost.
            terminal.Error.WriteLine($"harmony: {error.Message}");
            return ExitCode.BadInput;
        }
    }

    private static int Invoke(ParseResult result, InvocationConfiguration configuration, Terminal terminal)
    {
        try
        {
            return result.Invoke(configuration);
        }
        catch (InputException error)
        {
            terminal.Error.WriteLine($"harmony: {error.Message}");
            return ExitCode.BadInput;
        }
    }

    /// <summary>
    /// Creates only the command that the first argument names, or the root with all commands if help is requested or no
    /// command is named. Creating the root and the other commands takes longer than counting a text, since it reads
    /// descriptions from resources.
    /// </summary>
    private static Command CreateCommand(string[] args, Terminal terminal)
    {
        if (args.Length > 0 && !Array.Exists(args, IsHelp) && Create(args[0], terminal) is { } named)
        {
            return named;
        }

        var root = new RootCommand("Render conversations for GPT-OSS in the Harmony format, parse its output, run it, and encode, decode and verify o200k token ids.");
        foreach (string name in (string[])["render", "parse", "encode", "decode", "count", "specials", "grammar", "chat", "generate", "export-tokenizer", "verify", "bench"])
        {
            root.Subcommands.Add(Create(name, terminal)!);
        }

        return root;
    }

    private static bool IsHelp(string argument) => argument is "-h" or "-?" or "--help" or "/h" or "/?";

    private static Command? Create(string name, Terminal terminal) => name switch
    {
        "render" => RenderCommand.Create(terminal),
        "parse" => ParseCommand.Create(terminal),
        "encode" => EncodeCommand.Create(terminal),
        "decode" => DecodeCommand.Create(terminal),
        "count" => CountCommand.Create(terminal),
        "specials" => SpecialsCommand.Create(),
        "grammar" => GrammarCommand.Create(terminal),
        "chat" => ChatCommand.Create(terminal),
        "generate" => GenerateCommand.Create(terminal),
        "export-tokenizer" => ExportTokenizerCommand.Create(),
        "verify" => VerifyCommand.Create(terminal),
        "bench" => BenchCommand.Create(terminal),
        FirstPassCommand.Name => FirstPassCommand.Create(terminal),
        _ => null,
    };

    /// <summary>Runs a function on a file's content. Errors of the library are reported with the file's name.</summary>
    public static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is JsonException or HarmonyFormatException or HarmonyParseException)
        {
            throw new InputException($"{InputFile.NameOf(path)}: {error.Message}", error);
        }
    }

    /// <summary>Creates the argument for the file that a command reads; the default is standard input.</summary>
    public static Argument<string> FileArgument(string description)
    {
        Argument<string> file = PathArgument("file", description);
        file.DefaultValueFactory = _ => InputFile.StandardInput;
        return file;
    }

    /// <summary>Creates the argument for a file or folder that has to be named.</summary>
    public static Argument<string> PathArgument(string name, string description)
    {
        var path = new Argument<string>(name) { Description = description };

        // Otherwise an unknown option would be taken for a file.
        path.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (token.Value.Length > 1 && token.Value[0] == '-')
                {
                    result.AddError($"'{token.Value}' is not an option of this command. For a file of that name, write './{token.Value}'.");
                }
            }
        });
        return path;
    }

    /// <summary>
    /// Creates an option without a value; <see cref="HasFlag"/> reads it. It is not an <c>Option&lt;bool&gt;</c>, whose code
    /// would have to be compiled in every process; the code for strings is precompiled.
    /// </summary>
    public static Option<string> Flag(string name, string description) => new(name)
    {
        Description = description,
        Arity = ArgumentArity.Zero,
    };

    public static bool HasFlag(this ParseResult result, Option<string> flag) => result.GetResult(flag) is not null;

    /// <summary>Creates an option whose values are the names of an enumeration in lower case; <see cref="GetChoice"/> reads it.</summary>
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
