using System.Text.Json;
using FsCheck.Fluent;

namespace Harmony.Tests.Rendering;

/// <summary>The faithful style of schemas that nobody chose: at random, and made to be endless.</summary>
public class FaithfulSchemaPropertyTests
{
    /// <summary>What is brought by references, and one thing after the other that was begun when it was enough.</summary>
    private const int MaxLength = 2 << 18;

    [Fact]
    public void Any_schema_becomes_TypeScript() => Properties.Check(Gen.Choose(0, int.MaxValue), 20_000, seed =>
    {
        string schema = new RandomSchemas(new Random(seed)).Next();
        TypeScriptParser.Check(Schemas.Faithful(schema));
    });

    [Fact]
    public void Plain_schemas_are_written_as_the_reference_writes_them()
    {
        Properties.Check(Gen.Choose(0, int.MaxValue), 5_000, seed =>
        {
            string schema = new RandomPlainSchemas(new Random(seed)).Next();
            using var json = JsonDocument.Parse(schema);
            Assert.True(PlainSchemas.IsPlain(json.RootElement), schema);
            Assert.Equal(Schemas.Reference(schema), Schemas.Faithful(schema));
        });
    }

    [Fact]
    public void References_that_double_stop_at_a_limit()
    {
        // Each definition has the next one twice: written out, 2 to the power of 60 of them.
        string definitions = Members(60, "D", i => $$$"""{"type":"object","properties":{"a":{{{Reference(i + 1)}}},"b":{{{Reference(i + 1)}}}}}""");
        AssertBounded($$"""{"$ref":"#/$defs/D0","$defs":{ {{definitions}},"D60":{"type":"string"} } }""");
    }

    [Fact]
    public void References_to_something_large_stop_at_a_limit()
    {
        string properties = Members(10_000, "p", _ => Reference(0));
        string large = Members(10_000, "large", _ => """{"type":"string"}""");
        AssertBounded($$"""{"type":"object","properties":{ {{properties}} },"$defs":{"D0":{"type":"object","properties":{ {{large}} } } } }""", perReference: 10_000);
    }

    [Fact]
    public void References_that_are_far_away_stop_at_a_limit()
    {
        // What is between is gone through again for each of them.
        string between = Members(20_000, "far", _ => """{"type":"string"}""");
        string variants = string.Join(',', Enumerable.Repeat(Reference(0), 20_000));
        AssertBounded($$"""{"anyOf":[ {{variants}} ],"$defs":{ {{between}},"D0":{"type":"string"} } }""", perReference: 20_000);
    }

    [Fact]
    public void A_chain_of_references_is_written_in_a_small_stack()
    {
        string definitions = Members(500, "D", i => $$$"""{"type":"object","properties":{"a":{"type":"array","items":{{{Reference(i + 1)}}} } } }""");
        string schema = $$"""{"$ref":"#/$defs/D0","$defs":{ {{definitions}} } }""";
        string? text = null;
        var thread = new Thread(() => text = Schemas.Faithful(schema), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        TypeScriptParser.Check(text!);
        Assert.Contains("any", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_deepest_schema_is_written()
    {
        string text = Schemas.Faithful(string.Concat(Enumerable.Repeat("""{"type":"array","items":""", 117)) + "true" + new string('}', 117));
        Assert.Equal("any" + string.Concat(Enumerable.Repeat("[]", 117)), text);
    }

    private static void AssertBounded(string schema, int perReference = 0)
    {
        const int LengthOfRefusal = 40;
        // Without a limit this would take hours: the run's own time limit is the assertion.
        string text = Schemas.Faithful(schema);
        Assert.InRange(text.Length, 1000, MaxLength + (perReference * LengthOfRefusal));
        Assert.Contains("any /* $ref: ", text, StringComparison.Ordinal);
        TypeScriptParser.Check(text);
    }

    private static string Reference(int index) => $$"""{"$ref":"#/$defs/D{{index}}"}""";

    private static string Members(int count, string name, Func<int, string> schema) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{name}{i}\":{schema(i)}"));
}
