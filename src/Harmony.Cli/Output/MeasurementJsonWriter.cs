using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Harmony.Cli.Benchmarking;
using Harmony.Tokenization;

namespace Harmony.Cli.Output;

/// <summary>Writes measurements for programs, one JSON object a line.</summary>
internal sealed class MeasurementJsonWriter(TextWriter output) : MeasurementWriter(output), IDisposable
{
    private const double Microsecond = 1e-6;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string Version = typeof(O200kTokenizer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, Options);

    public void Dispose() => _json.Dispose();

    protected override void WriteLine(Measurement measurement)
    {
        Begin();
        if (measurement.Text is { } text)
        {
            _json.WriteString("corpus"u8, text);
        }

        _json.WriteString("mode"u8, measurement.Mode);
        WriteSize(measurement);
        WriteTimes(measurement);
        WriteIds(measurement);
        WriteOptional("alloc_bytes"u8, measurement.AllocatedBytes);
        WriteOptional("compiled_methods"u8, measurement.CompiledMethods);
        End();
    }

    protected override void WriteLine(ModelMeasurement measurement)
    {
        Begin();
        _json.WriteString("model"u8, measurement.Model);
        _json.WriteString("mode"u8, measurement.Mode);
        _json.WriteNumber("prompt_ids"u8, measurement.PromptTokens);
        _json.WriteNumber("cached_ids"u8, measurement.CachedTokens);
        _json.WriteNumber("tokens"u8, measurement.Ids);
        _json.WriteNumber("seconds_min"u8, measurement.Timing.Best);
        _json.WriteNumber("seconds_median"u8, measurement.Timing.Median);
        _json.WriteNumber("reps"u8, measurement.Timing.Count);
        if (measurement.OutsideMicroseconds is { } outside)
        {
            _json.WriteNumber("us_outside_per_id"u8, Math.Round(outside, 3));
        }

        if (measurement.PlainLoop is { } plain)
        {
            _json.WriteNumber("loads"u8, plain.Loads);
            _json.WriteNumber("seconds_median_plain"u8, plain.Seconds);
            WriteRatio("ratio"u8, plain.Ratio);
            WriteRatio("ratio_decode"u8, plain.DecodeRatio);
            WriteRatio("ratio_processor"u8, plain.ProcessorRatio);
            _json.WriteNumber("alloc_bytes_per_id"u8, Math.Round(plain.AllocatedBytes, 2));
        }

        End();
    }

    /// <summary>The ratio and the ends of its interval of 95 %.</summary>
    private void WriteRatio(ReadOnlySpan<byte> name, RatioInterval ratio)
    {
        _json.WriteStartArray(name);
        foreach (double number in (ReadOnlySpan<double>)[ratio.Ratio, ratio.Low, ratio.High])
        {
            _json.WriteNumberValue(Math.Round(number, 5));
        }

        _json.WriteEndArray();
    }

    private void Begin()
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteString("peer"u8, "harmony-dotnet"u8);
        _json.WriteString("version"u8, Version);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        Output.WriteLine(Encoding.UTF8.GetString(_line.WrittenSpan));
    }

    private void WriteSize(Measurement measurement)
    {
        if (measurement.Text is not null)
        {
            _json.WriteNumber("bytes"u8, measurement.Bytes);
            _json.WriteNumber("tokens"u8, measurement.Tokens);
        }
    }

    private void WriteTimes(Measurement measurement)
    {
        if (measurement.SecondsFirst is { } first)
        {
            _json.WriteNumber("seconds_first"u8, first);
        }

        _json.WriteNumber("seconds_min"u8, measurement.SecondsBest);
        _json.WriteNumber("seconds_median"u8, measurement.SecondsMedian);
        if (measurement.Slices is { } slices)
        {
            _json.WriteNumber("slices"u8, slices.Count);
            _json.WriteNumber("us_slice_median"u8, Microseconds(slices.Median));
            _json.WriteNumber("us_slice_p90"u8, Microseconds(slices.Ninetieth));
            _json.WriteNumber("us_slice_max"u8, Microseconds(slices.Worst));
            _json.WriteNumber("us_slice_0"u8, Microseconds(slices.First));
        }

        _json.WriteNumber("reps"u8, measurement.Repetitions);
    }

    /// <summary>Whether the ids are right is for a program to say that has the reference's.</summary>
    private void WriteIds(Measurement measurement)
    {
        if (measurement.IdsHash is { } hash)
        {
            _json.WriteString("ids_hash"u8, hash);
            _json.WriteNull("ids_ok"u8);
        }
    }

    private void WriteOptional(ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
        {
            _json.WriteNumber(name, value);
        }
    }

    private static double Microseconds(double seconds) => Math.Round(seconds / Microsecond, 1);
}
