using System.Text;
using Harmony.Constraints;
using Harmony.Conversations;

namespace Harmony.Tests.Constraints;

public class ConstraintSchemaTests
{
    [Theory]
    [InlineData("true", "{}")]
    [InlineData("5", "{}")]
    [InlineData("""{"title":"T","description":"D","default":1,"examples":[1]}""", "{}")]
    [InlineData("""{"type":"string","minLength":1,"maxLength":-2,"pattern":"a","format":"date"}""", """{"type":"string","minLength":1,"pattern":"a"}""")]
    [InlineData("""{"type":"string","format":"date"}""", """{"type":"string","format":"date"}""")]
    [InlineData("""{"type":"string","format":"colour","pattern":5}""", """{"type":"string"}""")]
    [InlineData("""{"type":"frobnicate"}""", "{}")]
    [InlineData("""{"type":["string",3,"frobnicate","null"]}""", """{"type":["string","null"]}""")]
    [InlineData("""{"type":[]}""", "{}")]
    [InlineData("""{"type":"string","enum":["a",1]}""", """{"enum":["a",1]}""")]
    [InlineData("""{"type":"string","enum":[]}""", """{"type":"string"}""")]
    [InlineData("""{"const":null,"type":"string"}""", """{"const":null}""")]
    [InlineData("""{"oneOf":[{"type":"string"},5]}""", """{"anyOf":[{"type":"string"},{}]}""")]
    [InlineData("""{"oneOf":"x","anyOf":[{}]}""", """{"anyOf":[{}]}""")]
    [InlineData("""{"oneOf":[{"const":1}],"anyOf":[{"const":2}],"allOf":[{"const":3}]}""", """{"anyOf":[{"const":2}],"allOf":[{"const":3}]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","nullable":true},"b":null},"required":["a",5]}""", """{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]},"b":{}},"required":["a"]}""")]
    [InlineData("""{"additionalProperties":{"type":"string","title":"T"},"required":[5],"properties":[]}""", """{"additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"patternProperties":{"a":{}},"additionalProperties":false}""", """{"additionalProperties":true}""")]
    [InlineData("""{"type":"array","items":[{"const":1,"title":"T"}],"minItems":1,"maxItems":2.5}""", """{"type":"array","prefixItems":[{"const":1}],"minItems":1}""")]
    [InlineData("""{"minimum":1,"exclusiveMinimum":true,"maximum":-1.5,"multipleOf":0}""", """{"minimum":1,"maximum":-1.5}""")]
    [InlineData("""{"$ref":"#/$defs/X","title":"T"}""", "{}")]
    [InlineData("""{"items":{"$ref":"#/$defs/X"},"$defs":{"X":{"nullable":true,"$ref":"#"}}}""", """{"items":{"$ref":"#/$defs/X"},"$defs":{"X":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}}""")]
    [InlineData("""{"items":{"definitions":{"X":{}},"$ref":"#/definitions/X"}}""", """{"items":{}}""")]
    public void What_says_nothing_of_a_values_form_is_left_out(string schema, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(ConstraintSchema.From(ToolParameters.Parse(schema).Utf8Json)));
}
