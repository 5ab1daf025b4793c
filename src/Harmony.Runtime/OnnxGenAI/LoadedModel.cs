using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>A loaded model and its properties. Owns the native model.</summary>
internal sealed unsafe class LoadedModel : IDisposable
{
    private static readonly Lock LoadGate = new();
    private static int _loads;

    private LoadedModel(ModelHandle handle, GenAIModelConfig config, LoadedLibraries libraries, ProviderPlacement? placement, GeneratorPolicy policy)
    {
        Handle = handle;
        Config = config;
        Libraries = libraries;
        Device = ReadDevice(handle);
        Placement = placement;
        Policy = policy;
        CanContinue = policy.CanContinue(config, Device);
    }

    public ModelHandle Handle { get; }

    public GenAIModelConfig Config { get; }

    public LoadedLibraries Libraries { get; }

    /// <summary>GenAI's name of the device: <c>CPU</c>, <c>CUDA</c>, <c>WebGPU</c>, <c>DirectML</c>, …</summary>
    public string Device { get; }

    /// <summary>The placement of the nodes, or null if it was not requested or the log goes elsewhere.</summary>
    public ProviderPlacement? Placement { get; }

    /// <summary>What can be done with a generator after its first use.</summary>
    public GeneratorPolicy Policy { get; }

    /// <inheritdoc cref="GeneratorPolicy.CanContinue"/>
    public bool CanContinue { get; }

    /// <exception cref="EngineException">The folder has no model, or it does not load.</exception>
    public static LoadedModel Load(string folder, OnnxGenAIOptions options, GeneratorPolicy policy)
    {
        GenAIModelConfig config = GenAIModelConfig.Read(folder);
        LoadedLibraries libraries = NativeLibraries.Load(options.NativeFolder, options.IsTelemetryOn);

        // One at a time: what is logged meanwhile belongs to this load.
        lock (LoadGate)
        {
            string logId = $"harmony-{++_loads}";
            ModelHandle? handle = null;
            try
            {
                List<string> log = OnnxRuntimeLog.Record(logId, () => handle = Create(folder, logId, options));
                return new LoadedModel(handle!, config, libraries, options.ReportPlacement ? ProviderPlacement.Read(log) : null, policy);
            }
            catch (EngineException exception)
            {
                handle?.Dispose();
                throw ProviderPackages.Explain(exception, options.Providers);
            }
        }
    }

    public void Dispose() => Handle.Dispose();

    private static ModelHandle Create(string folder, string logId, OnnxGenAIOptions options)
    {
        OgaResult.Check(OgaMethods.CreateConfig(folder, out ConfigHandle config), $"reading {GenAIModelConfig.FileName} in {folder}");
        using (config)
        {
            if (options.Providers.Count > 0)
            {
                SetProviders(config, options.Providers);
            }

            OgaResult.Check(OgaMethods.ConfigOverlay(config, Overlay(logId, options.ReportPlacement)), "setting the session options");
            OgaResult.Check(OgaMethods.CreateModelFromConfig(config, out ModelHandle model), $"loading the model in {folder}");
            return model;
        }
    }

    private static void SetProviders(ConfigHandle config, IReadOnlyList<ExecutionProvider> providers)
    {
        OgaResult.Check(OgaMethods.ConfigClearProviders(config), "choosing providers");
        foreach (ExecutionProvider provider in providers)
        {
            OgaResult.Check(OgaMethods.ConfigAppendProvider(config, provider.NativeName), $"choosing the provider {provider.Name}");
            foreach ((string key, string value) in provider.Options)
            {
                OgaResult.Check(OgaMethods.ConfigSetProviderOption(config, provider.NativeName, key, value), $"setting the option {key} of the provider {provider.Name}");
            }
        }
    }

    /// <summary>Configures the session's id in the log, and whether the log has the placement of nodes.</summary>
    private static string Overlay(string logId, bool isVerbose)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteStartObject("decoder");
            json.WriteStartObject("session_options");
            json.WriteString("log_id", logId);
            if (isVerbose)
            {
                json.WriteNumber("log_severity_level", 0);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string ReadDevice(ModelHandle model)
    {
        OgaResult.Check(OgaMethods.ModelGetDeviceType(model, out byte* text), "reading the device");
        Debug.Assert(text is not null, "A call that succeeded returns a string.");
        try
        {
            // In bounds: the string ends with a zero byte. It is copied before it is freed.
            return Marshal.PtrToStringUTF8((nint)text) ?? "";
        }
        finally
        {
            OgaMethods.DestroyString(text);
        }
    }
}
