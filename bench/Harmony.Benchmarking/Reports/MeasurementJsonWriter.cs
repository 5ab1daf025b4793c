using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Harmony.Benchmarking.Measuring;
using Harmony.Tokenization;

namespace Harmony.Benchmarking.Reports;

/// <summary>Writes measurements for programs, one JSON object per line.</summary>
internal sealed class MeasurementJsonWriter(TextWriter output) : MeasurementWriter(output)
{
    private const double Microsecond = 1e-6;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string Version = typeof(O200kTokenizer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private protected override void WriteLine(Measurement measurement) => WriteObject(json =>
    {
        if (measurement.Text is { } text)
        {
            json.WriteString("corpus"u8, text);
        }

        json.WriteString("mode"u8, measurement.Mode);
        WriteSize(json, measurement);
        WriteTimes(json, measurement);
        WriteIds(json, measurement);
        WriteOptional(json, "alloc_bytes"u8, measurement.AllocatedBytes);
        WriteOptional(json, "compiled_methods"u8, measurement.CompiledMethods);
    });

    private protected override void WriteLine(ModelMeasurement measurement) => WriteObject(json =>
    {
        json.WriteString("model"u8, measurement.Model);
        json.WriteString("mode"u8, measurement.Mode);
        json.WriteNumber("prompt_ids"u8, measurement.PromptTokens);
        json.WriteNumber("cached_ids"u8, measurement.CachedTokens);
        json.WriteNumber("tokens"u8, measurement.Tokens);
        json.WriteNumber("seconds_min"u8, measurement.Timing.Best);
        json.WriteNumber("seconds_median"u8, measurement.Timing.Median);
        json.WriteNumber("reps"u8, measurement.Timing.Count);
        if (measurement.OutsideMicroseconds is { } outside)
        {
            json.WriteNumber("us_outside_per_id"u8, Math.Round(outside, 3));
        }

        if (measurement.PlainLoop is { } plain)
        {
            json.WriteNumber("loads"u8, plain.Loads);
            json.WriteNumber("seconds_median_plain"u8, plain.Seconds);
            WriteRatio(json, "ratio"u8, plain.Ratio);
            WriteRatio(json, "ratio_decode"u8, plain.DecodeRatio);
            WriteRatio(json, "ratio_processor"u8, plain.ProcessorRatio);
            json.WriteNumber("alloc_bytes_per_id"u8, Math.Round(plain.AllocatedBytes, 2));
        }
    });

    private void WriteObject(Action<Utf8JsonWriter> writeMembers)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("peer"u8, "harmony-dotnet"u8);
            json.WriteString("version"u8, Version);
            writeMembers(json);
            json.WriteEndObject();
        }

        Output.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    /// <summary>Writes the ratio and the ends of its 95 % confidence interval.</summary>
    private static void WriteRatio(Utf8JsonWriter json, ReadOnlySpan<byte> name, RatioInterval ratio)
    {
        json.WriteStartArray(name);
        foreach (double number in (ReadOnlySpan<double>)[ratio.Ratio, ratio.Low, ratio.High])
        {
            json.WriteNumberValue(Math.Round(number, 5));
        }

        json.WriteEndArray();
    }

    private static void WriteSize(Utf8JsonWriter json, Measurement measurement)
    {
        if (measurement.Text is not null)
        {
            json.WriteNumber("bytes"u8, measurement.Bytes);
            json.WriteNumber("tokens"u8, measurement.Tokens);
        }
    }

    private static void WriteTimes(Utf8JsonWriter json, Measurement measurement)
    {
        if (measurement.SecondsFirst is { } first)
        {
            json.WriteNumber("seconds_first"u8, first);
        }

        json.WriteNumber("seconds_min"u8, measurement.SecondsBest);
        json.WriteNumber("seconds_median"u8, measurement.SecondsMedian);
        if (measurement.Slices is { } slices)
        {
            json.WriteNumber("slices"u8, slices.Count);
            json.WriteNumber("us_slice_median"u8, Microseconds(slices.Median));
            json.WriteNumber("us_slice_p90"u8, Microseconds(slices.Ninetieth));
            json.WriteNumber("us_slice_max"u8, Microseconds(slices.Worst));
            json.WriteNumber("us_slice_0"u8, Microseconds(slices.First));
        }

        json.WriteNumber("reps"u8, measurement.Repetitions);
    }

    /// <summary>Writes the hash of the ids. Whether they are right is left to the program that has the reference's ids.</summary>
    private static void WriteIds(Utf8JsonWriter json, Measurement measurement)
    {
        if (measurement.IdsHash is { } hash)
        {
            json.WriteString("ids_hash"u8, hash);
            json.WriteNull("ids_ok"u8);
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
    }

    private static double Microseconds(double seconds) => Math.Round(seconds / Microsecond, 1);
}
