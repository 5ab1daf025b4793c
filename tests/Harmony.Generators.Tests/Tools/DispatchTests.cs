using System.Buffers;
using System.Text;
using Harmony.Tools;

namespace Harmony.Generators.Tests.Tools;

/// <summary>Calls tools that were compiled for the test.</summary>
public class DispatchTests
{
    private static readonly Lazy<IHarmonyTools> Weather = new(() => ToolCompilation.LoadTools(
        """
        public enum Unit { Celsius, Fahrenheit }

        public sealed record Forecast(string City, int Days, Unit Unit, double[] Highs);

        [HarmonyTools]
        public partial class Tools
        {
            [HarmonyTool]
            public Forecast GetWeather(string city, int days = 3, Unit unit = Unit.Celsius, string? note = null, CancellationToken cancellationToken = default) =>
                new(city, days, unit, [1.5, 2]);

            [HarmonyTool]
            public static string Echo(string text) => text;

            [HarmonyTool]
            public void Forget()
            {
            }

            [HarmonyTool]
            public async Task<int> AddLaterAsync(int a, int b)
            {
                await Task.Yield();
                return a + b;
            }

            [HarmonyTool(Name = "wait")]
            public async ValueTask WaitAsync(CancellationToken token) => await Task.Delay(1, token);

            [HarmonyTool]
            public Task<string?> FindAsync() => Task.FromResult<string?>(null);

            [HarmonyTool]
            public ValueTask<bool> IsOpen() => new(true);

            [HarmonyTool]
            public string Fail(string why) => throw new InvalidOperationException(why);

            [HarmonyTool]
            public int Sum(params int[] numbers)
            {
                int sum = 0;
                foreach (int number in numbers)
                {
                    sum += number;
                }

                return sum;
            }
        }
        """));

    [Theory]
    [InlineData("get_weather", """{"city":"Paris"}""", """{"city":"Paris","days":3,"unit":"Celsius","highs":[1.5,2]}""")]
    [InlineData("functions.get_weather", """{"city":"Par\u0069s \uD83D\uDE00é","days":5,"unit":"Fahrenheit","note":null}""", """{"city":"Paris 😀é","days":5,"unit":"Fahrenheit","highs":[1.5,2]}""")]
    [InlineData("get_weather", """ { "days" : 1, "extra": {"a":[1,{}]}, "city" : "a" , "city" : "b" } """, """{"city":"b","days":1,"unit":"Celsius","highs":[1.5,2]}""")]
    [InlineData("get_weather", """{"c\u0069ty":"Paris"}""", """{"city":"Paris","days":3,"unit":"Celsius","highs":[1.5,2]}""")]
    [InlineData("echo", """{"text":"line\nline \"quoted\""}""", "line\nline \"quoted\"")]
    [InlineData("forget", "{}", "")]
    [InlineData("forget", "", "")]
    [InlineData("forget", " \n", "")]
    [InlineData("add_later", """{"a":1,"b":2}""", "3")]
    [InlineData("add_later", """{"a":1.0,"b":2e1}""", "21")]
    [InlineData("wait", "{}", "")]
    [InlineData("find", "{}", "null")]
    [InlineData("is_open", "{}", "true")]
    [InlineData("sum", """{"numbers":[1,2,3]}""", "6")]
    public async Task A_call_is_read_and_its_result_written(string name, string arguments, string result) =>
        Assert.Equal((ToolCallStatus.Succeeded, result), await Weather.Value.CallAsync(name, arguments));

    [Theory]
    [InlineData("get_wether")]
    [InlineData("functions.get_wether")]
    [InlineData("functions.")]
    [InlineData("other.get_weather")]
    [InlineData("Get_Weather")]
    [InlineData("")]
    public async Task Of_an_unknown_tool_the_model_is_told_which_there_are(string name) => Assert.Equal(
        (ToolCallStatus.UnknownTool, $$"""{"error":"Unknown tool '{{name}}'.","tools":["functions.get_weather","functions.echo","functions.forget","functions.add_later","functions.wait","functions.find","functions.is_open","functions.fail","functions.sum"]}"""),
        await Weather.Value.CallAsync(name, "{}"));

    [Fact]
    public async Task What_a_tool_throws_is_its_callers() =>
        Assert.Equal("because", (await Assert.ThrowsAsync<InvalidOperationException>(() => Weather.Value.CallAsync("fail", """{"why":"because"}"""))).Message);

    [Fact]
    public async Task A_cancelled_tool_is_cancelled() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        async () => await Weather.Value.DispatchAsync("wait", default, new ArrayBufferWriter<byte>(), new CancellationToken(canceled: true)));

    [Fact]
    public async Task Null_is_the_callers_mistake()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Weather.Value.DispatchAsync(null!, default, new ArrayBufferWriter<byte>(), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Weather.Value.DispatchAsync("echo", default, null!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_static_class_has_a_dispatch_of_its_own()
    {
        System.Reflection.Assembly assembly = ToolCompilation.Load(
            """
            namespace My.@namespace
            {
                public partial record struct Outer
                {
                    [HarmonyTools("files", Description = "Files.")]
                    internal static partial class Tools
                    {
                        [HarmonyTool]
                        public static int Count(string @class, int result, int arguments, int start, bool hasClass) => result;
                    }
                }
            }
            """);
        Type type = assembly.GetType("My.namespace.Outer+Tools")!;
        var result = new ArrayBufferWriter<byte>();
        byte[] arguments = """{"class":"a","result":7,"arguments":1,"start":2,"hasClass":false}"""u8.ToArray();
        var status = (ValueTask<ToolCallStatus>)type.GetMethod("DispatchAsync")!.Invoke(null, ["files.count", new ReadOnlyMemory<byte>(arguments), result, CancellationToken.None])!;
        Assert.True(status.IsCompletedSuccessfully);
        Assert.Equal("7", Encoding.UTF8.GetString(result.WrittenSpan));
        Assert.Equal("Files.", ((Conversations.ToolNamespace)type.GetProperty("ToolNamespace")!.GetValue(null)!).Description);
    }

    [Fact]
    public async Task A_derived_class_has_tools_of_its_own()
    {
        IHarmonyTools tools = ToolCompilation.LoadTools(
            """
            [HarmonyTools]
            public partial class Base
            {
                [HarmonyTool]
                public int One() => 1;
            }

            [HarmonyTools("more")]
            public sealed partial class Tools : Base
            {
                [HarmonyTool]
                public int Two() => 2;
            }
            """);
        Assert.Equal((ToolCallStatus.Succeeded, "2"), await tools.CallAsync("more.two", "{}"));
        Assert.Equal(ToolCallStatus.UnknownTool, (await tools.CallAsync("one", "{}")).Status);
    }
}
