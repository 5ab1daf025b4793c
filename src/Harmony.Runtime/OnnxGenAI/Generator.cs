using System.Diagnostics;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// One generator of GenAI with the ids that its cache of keys and values stands for. Used by the engine's thread alone, but for
/// <see cref="Terminate"/>.
/// </summary>
internal sealed unsafe class Generator : IDisposable
{
    private readonly GeneratorHandle _handle;
    private readonly int[] _ids;
    private readonly int[] _endIds;

    /// <exception cref="EngineException">It cannot be made: wrong settings, a grammar that GenAI does not take, or too little memory.</exception>
    public Generator(LoadedModel model, SearchSettings? settings, int maxLength)
    {
        Settings = settings;
        _ids = new int[maxLength + 1];
        _endIds = model.Config.EndIds;
        _handle = Create(model, settings, maxLength);
    }

    /// <summary>How GenAI chooses ids itself, or null where they are chosen from the logits: what it was made with, for good.</summary>
    public SearchSettings? Settings { get; }

    /// <summary>The most ids that fit.</summary>
    public int MaxLength => _ids.Length - 1;

    /// <summary>How many ids the cache stands for.</summary>
    public int Count { get; private set; }

    /// <summary>Whether GenAI's sequence has one id more than the cache: the last one that it chose, which has not gone through the
    /// model. It has to be rewound before anything is appended, or that id would be missing from the cache.</summary>
    public bool IsAhead { get; private set; }

    /// <summary>The ids that the cache stands for.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>How long the first prompt of the conversation was that it has read; 0 for none.</summary>
    public int FirstPromptLength { get; private set; }

    /// <summary>The session key of its last request.</summary>
    public string? SessionKey { get; private set; }

    /// <summary>When it was last given back: a number that grows.</summary>
    public long LastUsed { get; set; }

    /// <summary>How long the calls of GenAI that read ids and generate have taken, in the clock's ticks.</summary>
    public long NativeTicks { get; private set; }

    /// <summary>Notes whose prompt it is to read.</summary>
    public void BeginPrompt(int length, string? sessionKey)
    {
        SessionKey = sessionKey;
        if (FirstPromptLength == 0 || Count < FirstPromptLength - 1)
        {
            FirstPromptLength = length;
        }
    }

    /// <summary>Reads ids: prefill where they are many.</summary>
    /// <exception cref="EngineException">It failed, or was terminated; the generator is of no more use.</exception>
    public void Append(ReadOnlySpan<int> ids)
    {
        long started = Stopwatch.GetTimestamp();
        fixed (int* first = ids)
        {
            OgaResult.Check(OgaMethods.AppendTokens(_handle, first, (nuint)ids.Length), "reading ids");
        }

        NoteCalls(started);
        ids.CopyTo(_ids.AsSpan(Count));
        Count += ids.Length;
    }

    /// <summary>Forgets all ids but the first ones. At least one has to be appended before anything is generated: GenAI would
    /// repeat a forgotten one.</summary>
    /// <returns>Null, or what GenAI says where its cache cannot be rewound; then the generator is of no more use.</returns>
    public string? TryRewind(int count)
    {
        nint result = OgaMethods.RewindTo(_handle, (nuint)count);
        if (result != 0)
        {
            return OgaResult.TakeError(result);
        }

        Count = count;
        IsAhead = false;
        return null;
    }

    /// <summary>The logits after the last id, to read and to change, for the time of the call.</summary>
    /// <exception cref="EngineException">It failed.</exception>
    public int Choose(IdSampler sampler, ReadOnlySpan<int> generated)
    {
        long started = Stopwatch.GetTimestamp();
        OgaResult.Check(OgaMethods.GetLogits(_handle, out nint tensor), "reading the logits");
        NoteCalls(started);
        try
        {
            return sampler.Choose(Row(tensor), Ids, generated);
        }
        finally
        {
            started = Stopwatch.GetTimestamp();
            OgaMethods.DestroyTensor(tensor);
            NoteCalls(started);
        }
    }

    /// <summary>Lets GenAI choose.</summary>
    /// <param name="isAtEnd">Whether it ended: at an end id, which is then the last one given, or at the greatest length.</param>
    /// <returns>What it generated, valid until the next call: several ids where a grammar leaves no choice.</returns>
    /// <exception cref="EngineException">It failed.</exception>
    public ReadOnlyMemory<int> Generate(out bool isAtEnd)
    {
        int before = Count + (IsAhead ? 1 : 0);
        long started = Stopwatch.GetTimestamp();
        OgaResult.Check(OgaMethods.GenerateNextToken(_handle), "generating");

        // Asked in this order: of a terminated generator, IsDone would throw through C.
        isAtEnd = OgaMethods.IsSessionTerminated(_handle) || OgaMethods.IsDone(_handle);
        OgaResult.Check(OgaMethods.GetNextTokens(_handle, out int* next, out nuint count), "reading what was generated");
        NoteCalls(started);
        int last = count > 0 ? next[count - 1] : throw new EngineException(EngineError.Failed, "ONNX Runtime GenAI generated nothing and said nothing of it.");

        // The end id stands in the next tokens and not in the sequence; all before it have gone through the model. Any other id that
        // was chosen last stands in the sequence and has not gone through the model yet.
        bool isEndId = isAtEnd && Array.IndexOf(_endIds, last) >= 0;
        int after = before + CopyGenerated(before, last, isEndId);
        Count = isEndId ? after : after - 1;
        IsAhead = !isEndId;
        if (isEndId)
        {
            _ids[after++] = last;
        }

        return _ids.AsMemory(before, after - before);
    }

    /// <summary>Copies what the sequence has got: one id, or with a grammar's forced ids, of which the next tokens show only the
    /// last, all that are new in it.</summary>
    /// <returns>How many.</returns>
    private int CopyGenerated(int before, int last, bool isEndId)
    {
        if (Settings?.Grammar is null)
        {
            _ids[before] = last;
            return isEndId ? 0 : 1;
        }

        int count = (int)OgaMethods.TokenCount(_handle) - before;

        // In bounds: the sequence has as many ids as were counted, and at most MaxLength of them.
        new ReadOnlySpan<int>(OgaMethods.GetSequenceData(_handle, 0) + before, count).CopyTo(_ids.AsSpan(before));
        return count;
    }

    /// <summary>Ends the call that runs, from another thread. Where that is not to be had, the call goes on to its own end.</summary>
    public void Terminate()
    {
        nint result = OgaMethods.SetRuntimeOption(_handle, "terminate_session", "1");
        if (result != 0)
        {
            OgaMethods.DestroyResult(result);
        }
    }

    /// <summary>Frees the native generator; its memory goes with it.</summary>
    public void Dispose() => _handle.Dispose();

    private void NoteCalls(long started) => NativeTicks += Stopwatch.GetTimestamp() - started;

    /// <summary>The last row of a tensor of logits.</summary>
    private static Span<float> Row(nint tensor)
    {
        OgaResult.Check(OgaMethods.TensorGetShapeRank(tensor, out nuint rank), "reading the logits");
        if (rank is 0 or > 8)
        {
            throw new EngineException(EngineError.Failed, $"The model's logits have {rank} dimensions: export the model again, for ONNX Runtime GenAI.");
        }

        long* shape = stackalloc long[8];
        OgaResult.Check(OgaMethods.TensorGetShape(tensor, shape, rank), "reading the logits");
        OgaResult.Check(OgaMethods.TensorGetData(tensor, out void* data), "reading the logits");
        long width = shape[rank - 1];
        long rows = 1;
        for (int i = 0; i < (int)rank - 1; i++)
        {
            rows *= shape[i];
        }

        // In bounds: the tensor has rows * width numbers, in 32 bits (GetLogits gives no others).
        return new Span<float>((float*)data + ((rows - 1) * width), (int)width);
    }

    private static GeneratorHandle Create(LoadedModel model, SearchSettings? settings, int maxLength)
    {
        OgaResult.Check(OgaMethods.CreateGeneratorParams(model.Handle, out GeneratorParamsHandle parameters), "making a generator");
        using (parameters)
        {
            SearchSettings.Apply(settings, maxLength, parameters);
            OgaResult.Check(OgaMethods.CreateGenerator(model.Handle, parameters, out GeneratorHandle generator), "making a generator");
            return generator;
        }
    }
}
