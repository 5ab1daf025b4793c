using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Harmony.Generators.Symbols;

/// <summary>
/// The documentation comment of a declaration, as text. It is read from the source itself: what the compiler makes of it
/// depends on whether the project writes a documentation file, and a description must not.
/// </summary>
internal sealed class DocumentationComment
{
    /// <summary>Marks the end of a paragraph until white space is normalized.</summary>
    private const char ParagraphEnd = '\r';

    /// <summary>
    /// What was read, for as long as the compiler itself holds the declaration: most of a project's files are the same from
    /// one edit to the next.
    /// </summary>
    private static readonly ConditionalWeakTable<SyntaxNode, DocumentationComment> Known = new();

    private static readonly ConditionalWeakTable<SyntaxNode, DocumentationComment>.CreateValueCallback ReadNew =
        static declaration => new DocumentationComment(Read(declaration));

    private readonly XElement? _xml;

    private DocumentationComment(XElement? xml) => _xml = xml;

    /// <summary>What the comment's summary says, or null.</summary>
    public string? Summary => TextOf(_xml?.Element("summary"));

    /// <summary>The comment of the declaration that has one; it may be empty.</summary>
    public static DocumentationComment Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (SyntaxReference reference in symbol.DeclaringSyntaxReferences)
        {
            DocumentationComment comment = Known.GetValue(reference.GetSyntax(cancellationToken), ReadNew);
            if (comment._xml is not null)
            {
                return comment;
            }
        }

        return new DocumentationComment(null);
    }

    /// <summary>The comment's text about a parameter, or null.</summary>
    public string? Parameter(string name) =>
        TextOf(_xml?.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == name));

    private static XElement? Read(SyntaxNode declaration)
    {
        string text = CommentText(declaration.GetLeadingTrivia());
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            return XElement.Parse("<doc>" + text + "</doc>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // The compiler reports it if the project writes a documentation file.
            return null;
        }
    }

    /// <summary>The lines of the comment. Where documentation is not asked for, it is a comment like any other.</summary>
    private static string CommentText(SyntaxTriviaList trivia)
    {
        var text = new StringBuilder();
        foreach (SyntaxTrivia item in trivia)
        {
            if (item.Kind() is SyntaxKind.SingleLineDocumentationCommentTrivia
                or SyntaxKind.MultiLineDocumentationCommentTrivia
                or SyntaxKind.SingleLineCommentTrivia
                or SyntaxKind.MultiLineCommentTrivia)
            {
                AppendLines(item.ToFullString(), text);
            }
        }

        return text.ToString();
    }

    private static void AppendLines(string comment, StringBuilder text)
    {
        bool isBlock = comment.TrimStart().StartsWith("/**", StringComparison.Ordinal);
        foreach (string line in comment.Split('\n'))
        {
            string content = line.Trim();
            if (content.StartsWith("///", StringComparison.Ordinal) && !content.StartsWith("////", StringComparison.Ordinal))
            {
                text.Append(content, 3, content.Length - 3).Append('\n');
            }
            else if (isBlock)
            {
                text.Append(BlockLine(content)).Append('\n');
            }
        }
    }

    private static string BlockLine(string line)
    {
        string content = line.EndsWith("*/", StringComparison.Ordinal) ? line.Substring(0, line.Length - 2) : line;
        return content.StartsWith("/**", StringComparison.Ordinal) ? content.Substring(3)
            : content.StartsWith("*", StringComparison.Ordinal) ? content.Substring(1)
            : content;
    }

    private static string? TextOf(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = new StringBuilder();
        AppendContent(element, text);
        IEnumerable<string> paragraphs = text.ToString()
            .Split(ParagraphEnd)
            .Select(paragraph => string.Join(" ", paragraph.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)))
            .Where(paragraph => paragraph.Length > 0);
        string joined = string.Join("\n", paragraphs);
        return joined.Length == 0 ? null : joined;
    }

    private static void AppendContent(XElement element, StringBuilder text)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText words)
            {
                text.Append(words.Value.Replace(ParagraphEnd, '\n'));
            }
            else if (node is XElement child)
            {
                AppendElement(child, text);
            }
        }
    }

    private static void AppendElement(XElement element, StringBuilder text)
    {
        bool isParagraph = element.Name.LocalName is "para" or "item" or "code";
        text.Append(isParagraph || element.Name.LocalName == "br" ? ParagraphEnd.ToString() : "");
        text.Append(element.Name.LocalName == "item" ? "- " : "");
        if (element.IsEmpty)
        {
            text.Append(Reference(element));
        }
        else
        {
            AppendContent(element, text);
        }

        text.Append(isParagraph ? ParagraphEnd.ToString() : "");
    }

    private static string Reference(XElement element)
    {
        string name = (string?)element.Attribute("cref") ?? (string?)element.Attribute("name") ?? (string?)element.Attribute("langword") ?? (string?)element.Attribute("href") ?? "";

        // A fully qualified reference begins with T:, M: and so on.
        return name.Length > 1 && name[1] == ':' ? name.Substring(2) : name;
    }
}
