using Harmony.Benchmarking.Measuring;

namespace Harmony.Benchmarking.Reports;

/// <summary>Writes measurements, each as soon as it is made.</summary>
public abstract class MeasurementWriter
{
    private protected MeasurementWriter(TextWriter output) => Output = output;

    private protected TextWriter Output { get; }

    /// <summary>Creates a writer of one JSON object per line, or of tables.</summary>
    public static MeasurementWriter Create(TextWriter output, bool json) => json ? new MeasurementJsonWriter(output) : new MeasurementTableWriter(output);

    internal void Write(Measurement measurement)
    {
        WriteLine(measurement);
        Output.Flush();
    }

    internal void Write(ModelMeasurement measurement)
    {
        WriteLine(measurement);
        Output.Flush();
    }

    private protected abstract void WriteLine(Measurement measurement);

    private protected abstract void WriteLine(ModelMeasurement measurement);
}
