using System.Buffers;
using System.Text;
using Harmony.Tools;

namespace Harmony.Generators.Tests.Tools;

/// <summary>Calls tools with texts.</summary>
internal static class ToolCalls
{
    public static async Task<(ToolCallStatus Status, string Result)> CallAsync(this IHarmonyTools tools, string name, string arguments)
    {
        var result = new ArrayBufferWriter<byte>();
        ToolCallStatus status = await tools.DispatchAsync(name, Encoding.UTF8.GetBytes(arguments), result, TestContext.Current.CancellationToken);
        return (status, Encoding.UTF8.GetString(result.WrittenSpan));
    }
}
