using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Harmony.Benchmarks.Inputs;
using Harmony.Buffers;
using Harmony.Conversations;
using Harmony.Grammar;
using Harmony.Rendering;

namespace Harmony.Benchmarks;

/// <summary>JSON schemas → TypeScript, without the ids: all golden schemas, in either style.</summary>
public class SchemaBenchmarks
{
    private byte[][] _schemas = [];

    [ParamsAllValues]
    public SchemaStyle Style { get; set; }

    /// <summary>Only those of which the two styles write the same text.</summary>
    [Params(false, true)]
    public bool Equal { get; set; }

    [GlobalSetup]
    public void Load()
    {
        var schemas = new List<byte[]>();
        foreach (string line in File.ReadLines(Path.Combine(DataFolder.Repository, "tests", "data", "schemas.jsonl")))
        {
            using var golden = JsonDocument.Parse(line);
            if (golden.RootElement.GetProperty("ids").ValueKind != JsonValueKind.Null)
            {
                byte[] schema = ToolParameters.FromElement(golden.RootElement.GetProperty("parameters")).Utf8Json.ToArray();
                if (!Equal || Text(schema, SchemaStyle.Reference).SequenceEqual(Text(schema, SchemaStyle.Faithful)))
                {
                    schemas.Add(schema);
                }
            }
        }

        _schemas = [.. schemas];
    }

    [Benchmark]
    public int Write()
    {
        Utf8TextBuilder output = default;
        foreach (byte[] schema in _schemas)
        {
            Write(schema, Style, ref output);
        }

        int length = output.Length;
        output.Dispose();
        return length;
    }

    private static byte[] Text(byte[] schema, SchemaStyle style)
    {
        Utf8TextBuilder output = default;
        Write(schema, style, ref output);
        byte[] text = output.Text.ToArray();
        output.Dispose();
        return text;
    }

    private static void Write(byte[] schema, SchemaStyle style, ref Utf8TextBuilder output)
    {
        if (style == SchemaStyle.Faithful)
        {
            new FaithfulSchemaWriter(schema).AppendType(indent: 0, ref output);
        }
        else
        {
            new TypeScriptSchemaWriter(signsExponent: false).AppendType(schema, indent: 0, ref output);
        }
    }
}
