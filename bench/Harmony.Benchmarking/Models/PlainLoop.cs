using System.Diagnostics;
using System.Runtime.InteropServices;
using Harmony.Benchmarking.Measuring;
using Harmony.OnnxGenAI;

namespace Harmony.Benchmarking.Models;

/// <summary>
/// The loop of a C program: create a generator, append the prompt, generate one token after the other, by function pointers
/// into the native library and nothing else. It uses the model that an engine has loaded, so that both read the same memory.
/// </summary>
internal sealed unsafe class PlainLoop(OnnxGenAIEngine engine)
{
    private readonly ModelHandle _model = engine.ModelHandle;
    private readonly int _maxLength = engine.Description.ContextLength;
    private readonly delegate* unmanaged[Cdecl]<nint, nint*, nint> _createParameters = (delegate* unmanaged[Cdecl]<nint, nint*, nint>)Function("OgaCreateGeneratorParams");
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, double, nint> _setNumber = (delegate* unmanaged[Cdecl]<nint, byte*, double, nint>)Function("OgaGeneratorParamsSetSearchNumber");
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, byte, nint> _setBool = (delegate* unmanaged[Cdecl]<nint, byte*, byte, nint>)Function("OgaGeneratorParamsSetSearchBool");
    private readonly delegate* unmanaged[Cdecl]<nint, nint, nint*, nint> _createGenerator = (delegate* unmanaged[Cdecl]<nint, nint, nint*, nint>)Function("OgaCreateGenerator");
    private readonly delegate* unmanaged[Cdecl]<nint, int*, nuint, nint> _append = (delegate* unmanaged[Cdecl]<nint, int*, nuint, nint>)Function("OgaGenerator_AppendTokens");
    private readonly delegate* unmanaged[Cdecl]<nint, nint> _generate = (delegate* unmanaged[Cdecl]<nint, nint>)Function("OgaGenerator_GenerateNextToken");
    private readonly delegate* unmanaged[Cdecl]<nint, int**, nuint*, nint> _getNext = (delegate* unmanaged[Cdecl]<nint, int**, nuint*, nint>)Function("OgaGenerator_GetNextTokens");
    private readonly delegate* unmanaged[Cdecl]<nint, byte> _isDone = (delegate* unmanaged[Cdecl]<nint, byte>)Function("OgaGenerator_IsDone");
    private readonly delegate* unmanaged[Cdecl]<nint, void> _destroyGenerator = (delegate* unmanaged[Cdecl]<nint, void>)Function("OgaDestroyGenerator");
    private readonly delegate* unmanaged[Cdecl]<nint, void> _destroyParameters = (delegate* unmanaged[Cdecl]<nint, void>)Function("OgaDestroyGeneratorParams");

    /// <summary>Generates by greedy search, on a separate thread as the engine does: each thread has its own arena of the C
    /// library's heap.</summary>
    /// <exception cref="BenchmarkException">A call of the native library failed.</exception>
    public Task<MeasuredGeneration> MeasureAsync(int[] prompt, int maxTokens) =>
        Task.Factory.StartNew(() => Run(prompt, maxTokens), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private MeasuredGeneration Run(int[] prompt, int maxTokens)
    {
        var ids = new int[maxTokens];
        int count = 0;
        double first = 0;
        double last = 0;
        double processor = MeasuredGeneration.UsedProcessorSeconds();
        long start = Stopwatch.GetTimestamp();
        nint parameters, generator;

        // In bounds: the C functions read the names up to the zero that ends every UTF-8 literal, and the prompt up to its length.
        fixed (byte* maxLength = "max_length"u8, doSample = "do_sample"u8)
        {
            Check(_createParameters(_model.DangerousGetHandle(), &parameters));
            Check(_setNumber(parameters, maxLength, _maxLength));
            Check(_setBool(parameters, doSample, 0));
        }

        Check(_createGenerator(_model.DangerousGetHandle(), parameters, &generator));
        fixed (int* read = prompt)
        {
            Check(_append(generator, read, (nuint)prompt.Length));
        }

        while (count < maxTokens && _isDone(generator) == 0)
        {
            int* next;
            nuint length;
            Check(_generate(generator));
            Check(_getNext(generator, &next, &length));
            ids[count++] = *next;
            last = Timing.SecondsSince(start);
            first = count == 1 ? last : first;
        }

        _destroyGenerator(generator);
        _destroyParameters(parameters);
        return new MeasuredGeneration(ids[..count], first, last, Timing.SecondsSince(start), MeasuredGeneration.UsedProcessorSeconds() - processor, default);
    }

    private static nint Function(string name) => NativeLibrary.GetExport(NativeLibraries.GenAI, name);

    private static void Check(nint result)
    {
        if (result != 0)
        {
            throw new BenchmarkException($"a call of ONNX Runtime GenAI failed: {OgaResult.TakeError(result)}");
        }
    }
}
