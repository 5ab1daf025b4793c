namespace Harmony.Benchmarking.Measuring;

/// <summary>The settings of one run.</summary>
/// <param name="Repetitions">The number of times that each text is encoded, counted and decoded in this process.</param>
/// <param name="FreshProcesses">The number of fresh processes that measure each first pass.</param>
/// <param name="Budget">The time spent on each figure of conversations and of a model, and on warming up code.</param>
/// <param name="Processor">The processor that the measuring thread stays on, counted from 0; null for any.</param>
/// <param name="WarmUp">The path of a text that each fresh process encodes twice before it measures; null for none.</param>
public sealed record BenchmarkSettings(int Repetitions, int FreshProcesses, TimeSpan Budget, int? Processor, string? WarmUp);
