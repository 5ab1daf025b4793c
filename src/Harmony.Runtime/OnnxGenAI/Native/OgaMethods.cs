using System.Runtime.InteropServices;

namespace Harmony.OnnxGenAI;

/// <summary>The functions of ONNX Runtime GenAI's C API (<c>ort_genai_c.h</c>) that the engine calls. Those that return an
/// <c>OgaResult*</c> return null on success: <see cref="OgaResult.Check"/>. <see cref="NativeLibraries"/> loads the library.</summary>
/// <remarks>Not thread safe, except <see cref="SetRuntimeOption"/>, which ends a running call from another thread. Memory: a string or a
/// tensor that a function returns belongs to the caller, who destroys it; ids and sequences belong to the generator and stay valid
/// until its next call.</remarks>
internal static unsafe partial class OgaMethods
{
    /// <summary>The name that the resolver in <see cref="NativeLibraries"/> maps to the loaded library.</summary>
    public const string Library = "onnxruntime-genai";

    [LibraryImport(Library, EntryPoint = "OgaResultGetError")]
    public static partial byte* ResultGetError(nint result);

    [LibraryImport(Library, EntryPoint = "OgaDestroyResult")]
    public static partial void DestroyResult(nint result);

    [LibraryImport(Library, EntryPoint = "OgaDestroyString")]
    public static partial void DestroyString(byte* text);

    [LibraryImport(Library, EntryPoint = "OgaSetTelemetryEnabled")]
    public static partial void SetTelemetryEnabled([MarshalAs(UnmanagedType.U1)] bool enabled);

    [LibraryImport(Library, EntryPoint = "OgaCreateConfig", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CreateConfig(string folder, out ConfigHandle config);

    [LibraryImport(Library, EntryPoint = "OgaDestroyConfig")]
    public static partial void DestroyConfig(nint config);

    [LibraryImport(Library, EntryPoint = "OgaConfigClearProviders")]
    public static partial nint ConfigClearProviders(ConfigHandle config);

    [LibraryImport(Library, EntryPoint = "OgaConfigAppendProvider", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ConfigAppendProvider(ConfigHandle config, string provider);

    [LibraryImport(Library, EntryPoint = "OgaConfigSetProviderOption", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ConfigSetProviderOption(ConfigHandle config, string provider, string key, string value);

    [LibraryImport(Library, EntryPoint = "OgaConfigOverlay", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ConfigOverlay(ConfigHandle config, string json);

    [LibraryImport(Library, EntryPoint = "OgaCreateModelFromConfig")]
    public static partial nint CreateModelFromConfig(ConfigHandle config, out ModelHandle model);

    [LibraryImport(Library, EntryPoint = "OgaDestroyModel")]
    public static partial void DestroyModel(nint model);

    [LibraryImport(Library, EntryPoint = "OgaModelGetDeviceType")]
    public static partial nint ModelGetDeviceType(ModelHandle model, out byte* deviceType);

    [LibraryImport(Library, EntryPoint = "OgaCreateGeneratorParams")]
    public static partial nint CreateGeneratorParams(ModelHandle model, out GeneratorParamsHandle parameters);

    [LibraryImport(Library, EntryPoint = "OgaDestroyGeneratorParams")]
    public static partial void DestroyGeneratorParams(nint parameters);

    [LibraryImport(Library, EntryPoint = "OgaGeneratorParamsSetSearchNumber", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SetSearchNumber(GeneratorParamsHandle parameters, string name, double value);

    [LibraryImport(Library, EntryPoint = "OgaGeneratorParamsSetSearchBool", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SetSearchBool(GeneratorParamsHandle parameters, string name, [MarshalAs(UnmanagedType.U1)] bool value);

    [LibraryImport(Library, EntryPoint = "OgaGeneratorParamsSetGuidance", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SetGuidance(GeneratorParamsHandle parameters, string type, string data, [MarshalAs(UnmanagedType.U1)] bool fastForward);

    [LibraryImport(Library, EntryPoint = "OgaCreateGenerator")]
    public static partial nint CreateGenerator(ModelHandle model, GeneratorParamsHandle parameters, out GeneratorHandle generator);

    [LibraryImport(Library, EntryPoint = "OgaDestroyGenerator")]
    public static partial void DestroyGenerator(nint generator);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_AppendTokens")]
    public static partial nint AppendTokens(GeneratorHandle generator, int* ids, nuint count);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_GenerateNextToken")]
    public static partial nint GenerateNextToken(GeneratorHandle generator);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_GetNextTokens")]
    public static partial nint GetNextTokens(GeneratorHandle generator, out int* ids, out nuint count);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_IsDone")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool IsDone(GeneratorHandle generator);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_IsSessionTerminated")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool IsSessionTerminated(GeneratorHandle generator);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_TokenCount")]
    public static partial nuint TokenCount(GeneratorHandle generator);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_GetSequenceCount")]
    public static partial nuint GetSequenceCount(GeneratorHandle generator, nuint index);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_GetSequenceData")]
    public static partial int* GetSequenceData(GeneratorHandle generator, nuint index);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_RewindTo")]
    public static partial nint RewindTo(GeneratorHandle generator, nuint length);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_SetRuntimeOption", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint SetRuntimeOption(GeneratorHandle generator, string key, string value);

    [LibraryImport(Library, EntryPoint = "OgaGenerator_GetLogits")]
    public static partial nint GetLogits(GeneratorHandle generator, out nint tensor);

    [LibraryImport(Library, EntryPoint = "OgaDestroyTensor")]
    public static partial void DestroyTensor(nint tensor);

    [LibraryImport(Library, EntryPoint = "OgaTensorGetType")]
    public static partial nint TensorGetType(nint tensor, out int elementType);

    [LibraryImport(Library, EntryPoint = "OgaTensorGetShapeRank")]
    public static partial nint TensorGetShapeRank(nint tensor, out nuint rank);

    [LibraryImport(Library, EntryPoint = "OgaTensorGetShape")]
    public static partial nint TensorGetShape(nint tensor, long* shape, nuint rank);

    [LibraryImport(Library, EntryPoint = "OgaTensorGetData")]
    public static partial nint TensorGetData(nint tensor, out void* data);
}
