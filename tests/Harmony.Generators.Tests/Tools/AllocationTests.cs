using System.Buffers;
using Harmony.Tools;

namespace Harmony.Generators.Tests.Tools;

/// <summary>What a call allocates: its arguments' own objects, and nothing else.</summary>
public class AllocationTests
{
    [Theory]
    [InlineData("numbers", """{"a":1,"b":2.5,"c":true,"d":"Sunday","e":"2025-01-31"}""", 0)]
    [InlineData("later", """{"a":1,"b":2.5,"c":true,"d":"Sunday","e":null}""", 0)]
    [InlineData("finished", """{"a":1}""", 0)]
    [InlineData("written", """{"a":1}""", 0)]
    [InlineData("texts", """{"a":"1234567","b":"1234567","c":"1234567","d":"1234567","e":"\u0031234567"}""", 5 * (20 + (2 * 7) + 6))]
    [InlineData("listed", """{"a":[1,2,3,4,5,6,7,8,9,10]}""", 16 + 8 + (10 * 4))]
    [InlineData("forgotten", "{}", 0)]
    public async Task A_call_allocates_its_arguments_alone(string name, string json, long expected)
    {
        OptimizedBuild.SkipWithout();
        IHarmonyTools tools = Tools.Value;
        byte[] arguments = System.Text.Encoding.UTF8.GetBytes(json);
        var result = new ArrayBufferWriter<byte>(1 << 12);
        long allocated = long.MaxValue;
        // A call that is complete is awaited without leaving the thread or allocating.
        for (int i = 0; i < 50 && allocated > expected; i++)
        {
            result.ResetWrittenCount();
            long before = GC.GetAllocatedBytesForCurrentThread();
            ToolCallStatus status = await tools.DispatchAsync(name, arguments, result, CancellationToken.None);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(ToolCallStatus.Succeeded, status);
        }

        Assert.Equal(expected, allocated);
    }

    private static readonly Lazy<IHarmonyTools> Tools = new(() => ToolCompilation.LoadTools(
        """
        public readonly record struct Pair(int A, DayOfWeek Day);

        [HarmonyTools]
        public partial class Tools
        {
            private static readonly Pair[] Pairs = [new(1, DayOfWeek.Monday)];
            private static readonly Task<double> Half = Task.FromResult(0.5);

            [HarmonyTool] public int Numbers(int a, double b, bool c, DayOfWeek d, DateOnly? e) => a;
            [HarmonyTool] public ValueTask<double> LaterAsync(int a, double b, bool c, DayOfWeek d, DateOnly? e) => new(b);
            [HarmonyTool] public Task<double> FinishedAsync(int a) => Half;
            [HarmonyTool] public Pair[] Written(int a) => Pairs;
            [HarmonyTool] public string Texts(string a, string b, string c, string d, string e) => e;
            [HarmonyTool] public void Listed(int[] a) { }
            [HarmonyTool] public void Forgotten() { }
        }
        """));
}
