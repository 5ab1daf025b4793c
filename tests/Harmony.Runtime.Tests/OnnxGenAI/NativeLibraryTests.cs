using System.Runtime.InteropServices;
using Harmony.Engines;
using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Where the native libraries are looked for, in which order, and what is said where they are not.</summary>
public sealed partial class NativeLibraryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("harmony-natives-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void The_folder_that_is_named_comes_first_then_the_variable_then_the_application_then_the_system()
    {
        string named = NewFolder("named"), variable = NewFolder("variable"), application = NewFolder("application");
        string packaged = NewFolder(Path.Combine("application", "runtimes", NativeLibraryFinder.RuntimeIdentifier, "native"));
        var system = new NativeLibraryPaths("libonnxruntime.so", "libonnxruntime-genai.so", null);
        Assert.Equal(named, Find(named, variable));
        Assert.Equal(variable, Find(null, variable));
        Assert.Equal(application, Find(null, null));
        DeleteFiles(application);
        Assert.Equal(packaged, Find(null, ""));
        DeleteFiles(packaged);
        Assert.Null(Find(null, null));

        string? Find(string? folder, string? value) => NativeLibraryFinder.Find(folder, value, application, () => system).Folder;
    }

    [Fact]
    public void A_name_with_a_version_is_found_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no versions in such names.");
        string folder = NewFolder("versioned");
        string plain = Path.Combine(folder, NameOf("onnxruntime"));
        string versioned = OperatingSystem.IsMacOS() ? Path.Combine(folder, "libonnxruntime.1.32.0.dylib") : plain + ".1.32.0";
        File.Move(plain, versioned);
        Assert.Equal(versioned, NativeLibraryFinder.Find(folder, null, _root, () => null).Runtime);
    }

    [Theory]
    [InlineData("named", null, "NativeFolder is")]
    [InlineData(null, "variable", "HARMONY_NATIVE_PATH is")]
    [InlineData(null, null, "Neither ")]
    public void What_is_missing_is_one_error_that_says_where_was_looked_and_what_to_install(string? folder, string? variable, string start)
    {
        // One of both libraries is not enough; and what was named is not second-guessed by looking elsewhere.
        File.WriteAllText(Path.Combine(_root, NameOf("onnxruntime-genai")), "");
        string application = variable is null && folder is null ? _root : NewFolder("application");
        EngineException exception = Assert.Throws<EngineException>(() => NativeLibraryFinder.Find(InRoot(folder), InRoot(variable), application, () => null));
        Assert.Equal(EngineError.NotFound, exception.Error);
        Assert.StartsWith(start, exception.Message, StringComparison.Ordinal);
        Assert.Contains(_root, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.OnnxRuntimeGenAI", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HARMONY_NATIVE_PATH", exception.Message, StringComparison.Ordinal);
        Assert.Contains(NativeLibraryFinder.RuntimeIdentifier, exception.Message, StringComparison.Ordinal);

        string? InRoot(string? name) => name is null ? null : Path.Combine(_root, name);
    }

    [Theory]
    [InlineData("1.17.3", true)]
    [InlineData("0.5.0", true)]
    [InlineData("of no version", true)]
    [InlineData("1.18.0", false)]
    [InlineData("1.32.0", false)]
    [InlineData("2.0.0", false)]
    public void An_ONNX_Runtime_that_is_too_old_is_refused_with_its_version(string version, bool isRefused)
    {
        Exception? exception = Record.Exception(() => NativeLibraries.CheckVersion("/a/libonnxruntime.so", version));
        Assert.Equal(isRefused, exception is not null);
        if (isRefused)
        {
            Assert.Equal(EngineError.NotFound, Assert.IsType<EngineException>(exception).Error);
            Assert.StartsWith($"/a/libonnxruntime.so is ONNX Runtime {version}; ONNX Runtime GenAI needs 1.18", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_library_under_the_name_of_one_of_both_is_refused_before_it_is_called()
    {
        string other = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), OperatingSystem.IsWindows() ? "System.IO.Compression.Native.dll" : NameOf("System.Native"));
        nint library = NativeLibraries.LoadOne(other, "Another one");
        EngineException runtime = Assert.Throws<EngineException>(() => OrtMethods.GetVersion(library));
        Assert.Equal(EngineError.NotFound, runtime.Error);
        Assert.Contains("OrtGetApiBase", runtime.Message, StringComparison.Ordinal);
        EngineException genAI = Assert.Throws<EngineException>(() => NativeLibraries.CheckExports(other, library));
        Assert.Equal(EngineError.NotFound, genAI.Error);
        Assert.StartsWith($"{other} is too old", genAI.Message, StringComparison.Ordinal);
        Assert.Contains("Microsoft.ML.OnnxRuntimeGenAI", genAI.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_library_is_said_to_be_none()
    {
        string path = Path.Combine(_root, NameOf("onnxruntime"));
        File.WriteAllText(path, "no library");
        EngineException exception = Assert.Throws<EngineException>(() => NativeLibraries.LoadOne(path, "ONNX Runtime"));
        Assert.Equal(EngineError.NotFound, exception.Error);
        Assert.StartsWith($"ONNX Runtime at {path} does not load", exception.Message, StringComparison.Ordinal);
        Assert.Contains(NativeLibraryFinder.RuntimeIdentifier, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telemetry_is_off_in_the_environment_that_the_libraries_see()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has one environment, which is set without the C library.");
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 128 });
        Assert.Equal("1", Marshal.PtrToStringUTF8(GetEnvironment("ORT_DISABLE_TELEMETRY")));
    }

    [Fact]
    public async Task Libraries_are_loaded_once_from_one_folder()
    {
        await using OnnxGenAIEngine engine = await TinyModel.LoadAsync(new() { ContextLength = 128 });
        await using OnnxGenAIEngine same = await TinyModel.LoadAsync(new() { ContextLength = 128, NativeFolder = Environment.GetEnvironmentVariable("HARMONY_NATIVE_PATH") });
        EngineException exception = await Assert.ThrowsAsync<EngineException>(() => TinyModel.LoadAsync(new() { NativeFolder = _root }));
        Assert.Contains("already loaded from", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_named_after_the_system_found_them_is_not_passed_over()
    {
        EngineException exception = Assert.Throws<EngineException>(() => NativeLibraries.CheckFolder(_root, loadedFolder: null));
        Assert.Equal(EngineError.BadRequest, exception.Error);
        Assert.Contains("already loaded from the system's library folders", exception.Message, StringComparison.Ordinal);
        Assert.Contains("leave NativeFolder null.", exception.Message, StringComparison.Ordinal);
        NativeLibraries.CheckFolder(null, loadedFolder: null);
        NativeLibraries.CheckFolder(_root + Path.DirectorySeparatorChar, _root);
    }

    [Fact]
    public async Task A_model_that_is_not_there_or_is_none_is_said_so()
    {
        EngineLibraries.SkipWithout();
        EngineException missing = await Assert.ThrowsAsync<EngineException>(() => OnnxGenAIEngine.LoadAsync(_root));
        Assert.Equal(EngineError.NotFound, missing.Error);
        Assert.Contains("genai_config.json", missing.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_root, "genai_config.json"), "{\"model\":{\"type\":\"gptoss\"}}");
        Assert.Contains("not the configuration of a language model", (await Assert.ThrowsAsync<EngineException>(() => OnnxGenAIEngine.LoadAsync(_root))).Message, StringComparison.Ordinal);
        File.Copy(Path.Combine(TinyModel.Folder, "genai_config.json"), Path.Combine(_root, "genai_config.json"), overwrite: true);
        EngineException broken = await Assert.ThrowsAsync<EngineException>(() => OnnxGenAIEngine.LoadAsync(_root));
        Assert.Contains("model.onnx", broken.Message, StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetEnvironment(string name);

    private string NewFolder(string name)
    {
        string folder = Path.Combine(_root, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, NameOf("onnxruntime")), "");
        File.WriteAllText(Path.Combine(folder, NameOf("onnxruntime-genai")), "");
        return folder;
    }

    private static void DeleteFiles(string folder)
    {
        foreach (string file in Directory.GetFiles(folder))
        {
            File.Delete(file);
        }
    }

    private static string NameOf(string library) => OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
}
