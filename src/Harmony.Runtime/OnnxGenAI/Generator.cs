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

    /// <summary>The ids that the cache stands for.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>How long the prompt of its last request was.</summary>
    public int LastPromptLength { get; set; }

    /// <summary>The session key of its last request.</summary>
    public string? SessionKey { get; set; }

    /// <summary>When it was last given back: a number that grows.</summary>
    public long LastUsed { get; set; }

    /// <summary>Reads ids: prefill where they are many.</summary>
    /// <exception cref="EngineException">It failed, or was terminated; the generator is of no more use.</exception>
    public void Append(ReadOnlySpan<int> ids)
    {
        fixed (int* first = ids)
        {
            OgaResult.Check(OgaMethods.AppendTokens(_handle, first, (nuint)ids.Length), "reading ids");
        }

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
        return null;
    }

    /// <summary>The logits after the last id, to read and to change, for the time of the call.</summary>
    /// <exception cref="EngineException">It failed.</exception>
    public int Choose(IdSampler sampler, ReadOnlySpan<int> generated)
    {
        OgaResult.Check(OgaMethods.GetLogits(_handle, out nint tensor), "reading the logits");
        try
        {
            return sampler.Choose(Row(tensor), Ids, generated);
        }
        finally
        {
            OgaMethods.DestroyTensor(tensor);
        }
    }

    /// <summary>Lets GenAI choose.</summary>
    /// <param name="isAtEnd">Whether it ended: at an end id, which is then the last one given, or at the greatest length.</param>
    /// <returns>What it generated, valid until the next call: several ids where a grammar leaves no choice.</returns>
    /// <exception cref="EngineException">It failed.</exception>
    public ReadOnlyMemory<int> Generate(out bool isAtEnd)
    {
        int before = (int)OgaMethods.TokenCount(_handle);
        OgaResult.Check(OgaMethods.GenerateNextToken(_handle), "generating");
        int after = (int)OgaMethods.TokenCount(_handle);

        // Where a grammar forced ids, the next tokens hold only the last one: all of them stand in the sequence.
        // In bounds: the sequence has as many ids as were counted, and at most MaxLength of them.
        new ReadOnlySpan<int>(OgaMethods.GetSequenceData(_handle, 0) + before, after - before).CopyTo(_ids.AsSpan(before));

        // Asked in this order: of a terminated generator, IsDone would throw through C.
        isAtEnd = OgaMethods.IsSessionTerminated(_handle) || OgaMethods.IsDone(_handle);
        OgaResult.Check(OgaMethods.GetNextTokens(_handle, out int* next, out nuint count), "reading what was generated");
        if (isAtEnd && count > 0 && Array.IndexOf(_endIds, next[count - 1]) >= 0)
        {
            // The end id stands in the next tokens and not in the sequence. All before it have gone through the model.
            _ids[after] = next[count - 1];
            Count = after;
            return _ids.AsMemory(before, after - before + 1);
        }

        // The last id that was sampled stands in the sequence and has not gone through the model yet.
        Count = Math.Max(after - 1, 0);
        return _ids.AsMemory(before, after - before);
    }

    /// <summary>Ends the call that runs, from another thread.</summary>
    public void Terminate() => OgaResult.Check(OgaMethods.SetRuntimeOption(_handle, "terminate_session", "1"), "ending a call");

    /// <summary>Frees the native generator; its memory goes with it.</summary>
    public void Dispose() => _handle.Dispose();

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
            // Always: without it, the cache is allocated for the greatest length that the model has.
            OgaResult.Check(OgaMethods.SetSearchNumber(parameters, "max_length", maxLength), "setting the length");
            OgaResult.Check(OgaMethods.SetSearchBool(parameters, "do_sample", settings is { Temperature: > 0 }), "setting how ids are chosen");
            settings?.Apply(parameters);
            OgaResult.Check(OgaMethods.CreateGenerator(model.Handle, parameters, out GeneratorHandle generator), "making a generator");
            return generator;
        }
    }
}
