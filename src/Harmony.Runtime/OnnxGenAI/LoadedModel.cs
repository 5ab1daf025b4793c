using System.Buffers;
using System.Text;
using System.Text.Json;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>A model that is loaded, with what there is to say about it. Owns the native model.</summary>
internal sealed unsafe class LoadedModel : IDisposable
{
    private static readonly Lock LoadGate = new();
    private static int _loads;

    private LoadedModel(ModelHandle handle, GenAIModelConfig config, LoadedLibraries libraries, string device, ProviderPlacement? placement)
    {
        Handle = handle;
        Config = config;
        Libraries = libraries;
        Device = device;
        Placement = placement;
    }

    public ModelHandle Handle { get; }

    public GenAIModelConfig Config { get; }

    public LoadedLibraries Libraries { get; }

    /// <summary>What GenAI calls the device: <c>CPU</c>, <c>CUDA</c>, <c>WebGPU</c>, <c>DirectML</c>, …</summary>
    public string Device { get; }

    /// <summary>Where the nodes are, or null where it was not asked for or the log goes elsewhere.</summary>
    public ProviderPlacement? Placement { get; }

    /// <summary>Whether ids may be appended to what was generated. GenAI allows it for these devices; and a windowed cache takes a
    /// prompt only at once.</summary>
    public bool CanContinue => !Config.IsWindowed && Device.ToUpperInvariant() is "CPU" or "CUDA" or "WEBGPU";

    /// <exception cref="EngineException">There is no model, or it does not load.</exception>
    public static LoadedModel Load(string folder, OnnxGenAIOptions options)
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
                return new LoadedModel(handle!, config, libraries, ReadDevice(handle!), options.ReportPlacement ? ProviderPlacement.Read(log) : null);
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

            OgaResult.Check(OgaMethods.ConfigOverlay(config, Overlay(logId, options.ReportPlacement)), "setting the session's options");
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

    /// <summary>The session's id in the log, and whether it says where nodes go.</summary>
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
        try
        {
            return System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)text) ?? "";
        }
        finally
        {
            OgaMethods.DestroyString(text);
        }
    }
}
