namespace Harmony.Cli.Benchmarking;

/// <summary>How a run measures.</summary>
/// <param name="Repetitions">How often each text is encoded, counted and decoded again in this process.</param>
/// <param name="FreshProcesses">How many fresh processes measure each first pass.</param>
/// <param name="Budget">How long each figure of Harmony work is measured, and the code of any figure warmed before.</param>
/// <param name="Processor">The processor that the measuring thread stays on; any if null.</param>
/// <param name="WarmUp">A text that fresh processes encode twice before they measure; null if there is none.</param>
internal sealed record BenchmarkSettings(int Repetitions, int FreshProcesses, TimeSpan Budget, int? Processor, TextFile? WarmUp);
