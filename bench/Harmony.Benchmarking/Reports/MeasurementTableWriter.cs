using System.Globalization;
using Harmony.Benchmarking.Measuring;

namespace Harmony.Benchmarking.Reports;

/// <summary>Writes measurements for a person: a table of texts, a table of prompts, with the times of slices, and a table of a model.</summary>
internal sealed class MeasurementTableWriter(TextWriter output) : MeasurementWriter(output)
{
    private const double Microsecond = 1e-6;
    private const double Millisecond = 1e-3;
    private const double Megabyte = 1e6;

    private bool? _showsSlices;
    private bool _showsModel;

    private protected override void WriteLine(Measurement measurement)
    {
        SliceTimes? slices = measurement.Slices;
        if (_showsSlices != (slices is not null))
        {
            WriteHeader(isFirst: _showsSlices is null, slices is not null);
            _showsSlices = slices is not null;
        }

        WriteRow(
            measurement.Text ?? "",
            measurement.Mode,
            Number((slices?.Median ?? measurement.SecondsMedian) / Microsecond, "N1"),
            Number((slices?.Worst ?? measurement.SecondsBest) / Microsecond, "N1"),
            measurement.Bytes > 0 ? Number(measurement.Bytes / measurement.SecondsMedian / Megabyte, "N1") : "",
            measurement.Text is null ? "" : Number(measurement.Tokens, "N0"),
            measurement.AllocatedBytes is { } bytes ? Number(bytes, "N0") : "");
    }

    private protected override void WriteLine(ModelMeasurement measurement)
    {
        if (!_showsModel)
        {
            WriteRow(isFirst: _showsSlices is null, ["model", "work", "prompt tokens", "kept", "tokens", "ms, median", "best", "tokens/s", "us outside"]);
            _showsModel = true;
        }

        Timing timing = measurement.Timing;
        WriteRow(isFirst: true,
        [
            measurement.Model,
            measurement.Mode,
            Number(measurement.PromptTokens, "N0"),
            Number(measurement.CachedTokens, "N0"),
            Number(measurement.Tokens, "N0"),
            Number(timing.Median / Millisecond, "N2"),
            Number(timing.Best / Millisecond, "N2"),
            Number(measurement.Tokens / timing.Median, "N0"),
            measurement.OutsideMicroseconds is { } outside ? Number(outside, "N2") : "",
        ]);
        if (measurement.PlainLoop is { } plain)
        {
            Output.WriteLine();
            Output.WriteLine($"Compared with a plain loop over the C API, {plain.Pairs} pairs in {plain.Loads} loads of the model (95 % confidence):");
            Output.WriteLine($"  a whole generation takes {Ratio(plain.Ratio)} times as long, the tokens after the first {Ratio(plain.DecodeRatio)}");
            Output.WriteLine($"  and {Ratio(plain.ProcessorRatio)} times as much processor time");
            Output.WriteLine($"  {Number(plain.AllocatedBytes, "N1")} bytes are allocated per token; 'us outside' is the time that the engine's thread spends per token outside GenAI's calls");
        }
    }

    private static string Ratio(RatioInterval ratio) => $"{Number(ratio.Ratio, "F3")} ({Number(ratio.Low, "F3")} to {Number(ratio.High, "F3")})";

    private void WriteRow(bool isFirst, string[] cells)
    {
        if (!isFirst)
        {
            Output.WriteLine();
        }

        Output.WriteLine($"{cells[0],-20} {cells[1],-20} {cells[2],13} {cells[3],10} {cells[4],8} {cells[5],12} {cells[6],12} {cells[7],10} {cells[8],12}".TrimEnd());
    }

    private void WriteHeader(bool isFirst, bool showsSlices)
    {
        if (!isFirst)
        {
            Output.WriteLine();
        }

        WriteRow(showsSlices ? "prompts" : "text", "work", showsSlices ? "us, median slice" : "us, median", showsSlices ? "worst slice" : "best", "MB/s", "tokens", "bytes allocated");
    }

    private void WriteRow(string text, string work, string median, string other, string rate, string tokens, string allocated) =>
        Output.WriteLine($"{text,-20} {work,-20} {median,16} {other,14} {rate,10} {tokens,10} {allocated,15}".TrimEnd());

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
