using System.Globalization;
using Harmony.Cli.Benchmarking;

namespace Harmony.Cli.Output;

/// <summary>Writes measurements for a person: a table of texts, and one of prompts, whose times are those of slices.</summary>
internal sealed class MeasurementTableWriter(TextWriter output) : MeasurementWriter(output)
{
    private const double Microsecond = 1e-6;
    private const double Megabyte = 1e6;

    private bool? _showsSlices;

    protected override void WriteLine(Measurement measurement)
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

    private void WriteHeader(bool isFirst, bool ofSlices)
    {
        if (!isFirst)
        {
            Output.WriteLine();
        }

        WriteRow(ofSlices ? "prompts" : "text", "work", ofSlices ? "us, median slice" : "us, median", ofSlices ? "worst slice" : "best", "MB/s", "tokens", "bytes allocated");
    }

    private void WriteRow(string text, string work, string median, string other, string rate, string tokens, string allocated) =>
        Output.WriteLine($"{text,-20} {work,-20} {median,16} {other,14} {rate,10} {tokens,10} {allocated,15}".TrimEnd());

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
