using System.Globalization;
using System.Text;
using Harmony.Tokenization;
using Harmony.Vocabulary;
using Spectre.Console;

namespace Harmony.Cli.Output;

/// <summary>Shows ids to a person: the text with its tokens in alternating colors, and the ids after each message.</summary>
internal static class PrettyWriter
{
    private static readonly Style Special = new(Color.Yellow, decoration: Decoration.Bold);
    private static readonly Style Dim = new(Color.Grey);
    private static readonly Style[] Alternating = [new(Color.Default), new(Color.Aqua)];

    /// <summary>Writes rendered messages.</summary>
    /// <param name="ids">The ids of the messages.</param>
    /// <param name="output">Receives the text.</param>
    /// <param name="useColor">Whether the output is a terminal that shows colors.</param>
    public static void Write(ReadOnlySpan<int> ids, TextWriter output, bool useColor)
    {
        IAnsiConsole console = ColorConsole.Create(output, useColor);
        int start = 0;
        for (int i = 0; i <= ids.Length; i++)
        {
            bool isNextMessage = i == ids.Length || (i > start && ids[i] == SpecialTokens.Start);
            if (isNextMessage)
            {
                WriteMessage(ids[start..i], console);
                start = i;
            }
        }

        console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{ids.Length} tokens"), Dim));
        console.WriteLine();
    }

    private static void WriteMessage(ReadOnlySpan<int> ids, IAnsiConsole console)
    {
        if (ids.IsEmpty)
        {
            return;
        }

        var line = new Paragraph();
        Span<byte> utf8 = stackalloc byte[TokenDecoder.MaxBytesPerId];
        var decoder = default(TokenDecoder);
        for (int i = 0; i < ids.Length; i++)
        {
            decoder.TryDecode(ids[i], utf8, out int length);
            string text = Encoding.UTF8.GetString(utf8[..length]);
            line.Append(ColorConsole.Visible(text), SpecialTokens.IsSpecial(ids[i]) ? Special : Alternating[i % Alternating.Length]);
        }

        console.Write(line);
        console.WriteLine();
        console.Write(new Text(string.Join(' ', ids.ToArray()), Dim));
        console.WriteLine();
        console.WriteLine();
    }
}
