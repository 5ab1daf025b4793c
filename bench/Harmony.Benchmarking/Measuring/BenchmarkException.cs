namespace Harmony.Benchmarking.Measuring;

/// <summary>A benchmark that cannot run, or whose result is wrong. The message is for the user: it names the file or option and gives the reason.</summary>
public sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);
