using Harmony.Conversations;
using Spectre.Console;

namespace Harmony.Cli.Output;

/// <summary>Writes messages: as the JSON of a conversation for programs, in colors for a person.</summary>
internal static class MessageWriter
{
    private static readonly Style Header = new(Color.Yellow, decoration: Decoration.Bold);

    public static void Write(IReadOnlyList<Message> messages, TextWriter output, Terminal terminal)
    {
        if (terminal.IsOutputRedirected)
        {
            output.WriteLine(new Conversation([.. messages]).ToJson());
            return;
        }

        IAnsiConsole console = ColorConsole.Create(output, useColor: true);
        foreach (Message message in messages)
        {
            console.Write(new Text(ColorConsole.Visible(HeaderOf(message)), Header));
            console.WriteLine();
            console.Write(new Text(ColorConsole.Visible(message.Text)));
            console.WriteLine();
            console.WriteLine();
        }
    }

    /// <summary>Gets a header such as <c>assistant, commentary, to functions.get_weather, json</c>.</summary>
    private static string HeaderOf(Message message)
    {
        string author = message.Author.Role.ToString().ToLowerInvariant() + (message.Author.Name is { } name ? " " + name : "");
        string?[] parts = [author, message.Channel, message.Recipient is { } recipient ? "to " + recipient : null, message.ContentType];
        return string.Join(", ", parts.Where(part => part is not null));
    }
}
