using System.Text;

namespace Harmony.Cli;

/// <summary>Reads the files that a user names; <c>-</c> is standard input.</summary>
internal static class InputFile
{
    public const string StandardInput = "-";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What a file is called in messages.</summary>
    public static string NameOf(string path) => path == StandardInput ? "standard input" : path;

    /// <summary>The whole content, without a byte order mark.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static byte[] ReadBytes(string path, Terminal terminal)
    {
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

    /// <summary>The whole content, which has to be valid UTF-8.</summary>
    /// <exception cref="InputException">It cannot be read, or is no text.</exception>
    public static byte[] ReadText(string path, Terminal terminal)
    {
        byte[] text = ReadBytes(path, terminal);
        try
        {
            StrictUtf8.GetCharCount(text);
            return text;
        }
        catch (DecoderFallbackException error)
        {
            int line = text.AsSpan(0, error.Index).Count((byte)'\n') + 1;
            throw new InputException($"{NameOf(path)}: line {line}: byte {error.Index} is not valid UTF-8", error);
        }
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
