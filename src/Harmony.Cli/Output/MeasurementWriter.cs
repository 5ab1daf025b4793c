using Harmony.Cli.Benchmarking;

namespace Harmony.Cli.Output;

/// <summary>Writes measurements, each as soon as it is there.</summary>
internal abstract class MeasurementWriter(TextWriter output)
{
    protected TextWriter Output { get; } = output;

    public void Write(Measurement measurement)
    {
        WriteLine(measurement);
        Output.Flush();
    }

    public void Write(ModelMeasurement measurement)
    {
        WriteLine(measurement);
        Output.Flush();
    }

    protected abstract void WriteLine(Measurement measurement);

    protected abstract void WriteLine(ModelMeasurement measurement);
}
