using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Tokenization;
using Harmony.Vocabulary;

namespace Harmony.Rendering;

/// <summary>
/// Writes the parts of messages. A part is a text that is encoded as a whole, built from values and from constants whose ids
/// are known.
/// </summary>
/// <remarks>
/// The ids of a constant are written only if the tokenizer cuts on both sides of it (<see cref="SafeBoundary"/>). Otherwise the
/// constant is text like any other. A constant is therefore pending until the next text is known. Either one constant after a
/// cut or the text after a cut is pending, never both.
/// </remarks>
internal ref struct PartWriter
{
    private const byte NotAscii = 0xFF;

    private readonly SchemaStyle _schemaStyle;
    private TokenWriter _ids;
    private Utf8TextBuilder _text;
    private ReadOnlySpan<byte> _constant;
    private ReadOnlySpan<int> _constantIds;

    /// <param name="ids">The destination, returned by <see cref="Complete"/>.</param>
    /// <param name="dialect">The dialect.</param>
    /// <param name="schemaStyle">The style in which schemas are written.</param>
    public PartWriter(TokenWriter ids, HarmonyDialect dialect, SchemaStyle schemaStyle)
    {
        _ids = ids;
        Dialect = dialect;
        _schemaStyle = schemaStyle;
    }

    public HarmonyDialect Dialect { get; }

    /// <summary>The number of ids written. Between parts, it includes all parts.</summary>
    public readonly long Count => _ids.Count;

    /// <summary>Adds an id between parts.</summary>
    public void Add(int id) => _ids.Add(id);

    /// <summary>Adds ids between parts.</summary>
    public void Add(ReadOnlySpan<int> ids) => _ids.Add(ids);

    public void Append(scoped ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            Settle(text[0]);
            _text.Append(text);
        }
    }

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            Settle(text[0]);
            _text.Append(text);
        }
    }

    /// <summary>Appends a constant.</summary>
    /// <param name="text">The text of the constant, at least one byte.</param>
    /// <param name="ids">The ids of the text when it is encoded alone.</param>
    public void Append(ReadOnlySpan<byte> text, ReadOnlySpan<int> ids)
    {
        Settle(text[0]);
        if (_text.Length > 0)
        {
            if (!IsCut(_text.Text[^1], text[0]))
            {
                _text.Append(text);
                return;
            }

            EncodeText();
        }

        _constant = text;
        _constantIds = ids;
    }

    /// <summary>Appends texts, with a separator between them.</summary>
    public void AppendJoined(IReadOnlyList<string>? texts, scoped ReadOnlySpan<byte> separator)
    {
        for (int i = 0; i < texts?.Count; i++)
        {
            Append(i == 0 ? default : separator);
            Append(texts[i]);
        }
    }

    /// <summary>Appends a schema as TypeScript.</summary>
    public void AppendSchema(ToolParameters? schema)
    {
        if (schema is not null)
        {
            Settle(NotAscii);
            TypeScriptText.Append(schema.Utf8Json, DialectRules.Of(Dialect).SignsExponents, _schemaStyle, ref _text);
        }
    }

    /// <summary>Appends the compiled ids of a namespace of tools, if it has ids for this dialect and schema style.</summary>
    /// <remarks>
    /// The text of a namespace begins with a heading at the beginning of a line, which is a cut. If it has tools, it ends with
    /// its name. A line break or the end of the part follows, which is a cut if the name ends with a letter or a number.
    /// </remarks>
    public bool TryAppendCompiled(ToolNamespace tools, ref BodyLayout layout)
    {
        if (tools.Compiled is not { } compiled || compiled.Dialect != Dialect || compiled.SchemaStyle != _schemaStyle
            || tools.Tools.Count == 0 || tools.Name.Length == 0 || !char.IsAsciiLetterOrDigit(tools.Name[^1]))
        {
            return false;
        }

        layout.BeginLine(ref this);
        End();
        _ids.Add(compiled.Ids);
        return true;
    }

    /// <summary>Ends a part, and encodes the appended text.</summary>
    public void End()
    {
        if (_constant.Length > 0)
        {
            _ids.Add(_constantIds);
            _constant = default;
        }
        else if (_text.Length > 0)
        {
            EncodeText();
        }
    }

    /// <summary>Encodes a part that consists of one text.</summary>
    public void AddText(scoped ReadOnlySpan<char> text) => TextEncoder.Encode(text, ref _ids);

    /// <summary>Returns the writer of ids, and the rented memory to the pool.</summary>
    public TokenWriter Complete()
    {
        _text.Dispose();
        return _ids;
    }

    /// <summary>Writes the pending constant as ids or as text, now that the next character is known.</summary>
    private void Settle(int next)
    {
        if (_constant.IsEmpty)
        {
            return;
        }

        if (IsCut(_constant[^1], next))
        {
            _ids.Add(_constantIds);
        }
        else
        {
            _text.Append(_constant);
        }

        _constant = default;
    }

    private void EncodeText()
    {
        TextEncoder.EncodeValid(_text.Text, ref _ids);
        _text.Clear();
    }

    /// <summary>Whether the tokenizer cuts between two characters in any text. False unless both are ASCII.</summary>
    private static bool IsCut(byte before, int after) =>
        before < 0x80 && after < 0x80 && SafeBoundary.IsBetween(EmbeddedVocabulary.Table, before, (uint)after);
}
