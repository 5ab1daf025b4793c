using System.Text.Unicode;

namespace Harmony.Cli.Input;

/// <summary>Reads files that the user names; <c>-</c> is standard input.</summary>
internal static class InputFile
{
    public const string StandardInput = "-";

    /// <summary>Gets the name of a file in messages.</summary>
    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    /// <summary>Reads the whole content, without a byte order mark.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string path, Terminal terminal)
    {
        if (Directory.Exists(path))
        {
            throw new InputException($"{path}: this is a folder, not a file");
        }

        if (path.Length == 0)
        {
            throw new InputException("a file name is empty");
        }

        try
        {
            byte[] content = path == StandardInput ? ReadToEnd(terminal.OpenInput()) : File.ReadAllBytes(path);
            return content.AsSpan().StartsWith("\uFEFF"u8) ? content[3..] : content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"{NameOf(path)}: {error.Message}", error);
        }
    }

    /// <summary>Reads the whole content, which has to be valid UTF-8.</summary>
    /// <exception cref="InputException">The file cannot be read, or is not valid UTF-8.</exception>
    public static byte[] ReadText(string path, Terminal terminal)
    {
        byte[] text = ReadBytes(path, terminal);
        if (!Utf8.IsValid(text))
        {
            int offset = IndexOfInvalid(text);
            int line = text.AsSpan(0, offset).Count((byte)'\n') + 1;
            throw new InputException($"{NameOf(path)}: line {line}: byte {offset} is not valid UTF-8");
        }

        return text;
    }

    private static int IndexOfInvalid(byte[] text)
    {
        Utf8.ToUtf16(text, new char[text.Length], out int offset, out _, replaceInvalidSequences: false);
        return offset;
    }

    private static byte[] ReadToEnd(Stream stream)
    {
        using var content = new MemoryStream();
        using (stream)
        {
            stream.CopyTo(content);
        }

        return content.ToArray();
    }
}
