using System.Diagnostics;
using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// A generator of GenAI with the ids whose keys and values its cache has. Used only by the engine's thread, except
/// <see cref="Terminate"/>.
/// </summary>
internal sealed unsafe class Generator : IDisposable
{
    /// <summary>The greatest number of dimensions of logits; a model has three.</summary>
    private const int MaxRank = 8;

    /// <summary>GenAI's element type of 32-bit numbers (<c>OgaElementType_float32</c>).</summary>
    private const int Float32 = 1;

    private readonly GeneratorHandle _handle;
    private readonly int[] _ids;
    private readonly int[] _endIds;

    /// <summary>Creates a generator.</summary>
    /// <exception cref="EngineException">GenAI rejects the settings or the grammar, or memory is insufficient.</exception>
    public Generator(LoadedModel model, SearchSettings? settings, int maxLength)
    {
        Settings = settings;
        _ids = new int[maxLength + 1];
        _endIds = model.Config.EndIds;
        _handle = Create(model, settings, maxLength);
    }

    /// <summary>The settings with which GenAI chooses ids itself, or null if they are chosen from the logits. They cannot change.</summary>
    public SearchSettings? Settings { get; }

    /// <summary>The length of the context in tokens.</summary>
    public int MaxLength => _ids.Length - 1;

    /// <summary>The number of tokens in the cache.</summary>
    public int Count { get; private set; }

    /// <summary>Whether GenAI's sequence has one id more than the cache: the last one that it chose, which the model has not computed.
    /// The generator must be rewound before ids are appended, or that id would be missing from the cache.</summary>
    public bool IsAhead { get; private set; }

    /// <summary>The ids in the cache.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>The length of the first prompt of its conversation; 0 before it.</summary>
    public int FirstPromptLength { get; private set; }

    /// <summary>The session key of its last request.</summary>
    public string? SessionKey { get; private set; }

    /// <summary>The time of its last return to the pool: a number that grows.</summary>
    public long LastUsed { get; set; }

    /// <summary>The time spent in calls of GenAI that append and generate, in ticks of <see cref="Stopwatch"/>.</summary>
    public long NativeTicks { get; private set; }

    /// <summary>Starts the prompt of a request.</summary>
    public void BeginPrompt(int length, string? sessionKey)
    {
        SessionKey = sessionKey;
        if (FirstPromptLength == 0 || Count < FirstPromptLength - 1)
        {
            FirstPromptLength = length;
        }
    }

    /// <summary>Appends ids and computes their keys and values: a prefill if they are many.</summary>
    /// <exception cref="EngineException">It failed or was terminated. The generator cannot be used any more.</exception>
    public void Append(ReadOnlySpan<int> ids)
    {
        long started = Stopwatch.GetTimestamp();
        fixed (int* first = ids)
        {
            // In bounds: GenAI reads as many ids as the span has, during the call, and refuses more than fit in the context.
            Debug.Assert(first is not null, "At least one id is appended.");
            OgaResult.Check(OgaMethods.AppendTokens(_handle, first, (nuint)ids.Length), "appending ids");
        }

        NoteCalls(started);
        ids.CopyTo(_ids.AsSpan(Count));
        Count += ids.Length;
    }

    /// <summary>Rewinds the cache to its first tokens. At least one id must be appended before the next one is generated: GenAI would
    /// repeat a removed one.</summary>
    /// <returns>Null, or GenAI's message if its cache cannot be rewound. The generator cannot be used any more then.</returns>
    public string? TryRewind(int count)
    {
        Debug.Assert((uint)count <= (uint)Count, "Only tokens in the cache can be kept.");
        nint result = OgaMethods.RewindTo(_handle, (nuint)count);
        if (result != 0)
        {
            return OgaResult.TakeError(result);
        }

        Count = count;
        IsAhead = false;
        return null;
    }

    /// <summary>Chooses the next id from the logits after the last one.</summary>
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

    /// <summary>Lets GenAI choose the next id.</summary>
    /// <param name="isAtEnd">Whether the generation ended: at an end id, which is then the last one returned, or with a full
    /// context.</param>
    /// <returns>The generated ids, valid until the next call: several if a grammar leaves no choice.</returns>
    /// <exception cref="EngineException">It failed.</exception>
    public ReadOnlyMemory<int> Generate(out bool isAtEnd)
    {
        int before = Count + (IsAhead ? 1 : 0);
        long started = Stopwatch.GetTimestamp();
        OgaResult.Check(OgaMethods.GenerateNextToken(_handle), "generating");

        // In this order: for a terminated generator, IsDone would throw through C.
        isAtEnd = OgaMethods.IsSessionTerminated(_handle) || OgaMethods.IsDone(_handle);
        OgaResult.Check(OgaMethods.GetNextTokens(_handle, out int* next, out nuint count), "reading the generated ids");
        NoteCalls(started);
        if (count == 0)
        {
            throw new EngineException(EngineError.Failed, "ONNX Runtime GenAI generated no id and reported no error.");
        }

        // In bounds: GenAI returned count ids, at least one, which stay valid until its next call.
        Debug.Assert(next is not null, "GenAI returns the ids that it counts.");
        int last = next[count - 1];

        // The next tokens have the end id, the sequence has not; the model has computed all ids before it. Any other id that was
        // chosen last is in the sequence, and the model has not computed it yet.
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

    /// <summary>Copies the new ids of the sequence: one, or with a grammar several forced ones, of which the next tokens have only the
    /// last.</summary>
    /// <returns>The number of ids in the sequence that are new.</returns>
    private int CopyGenerated(int before, int last, bool isEndId)
    {
        if (Settings?.Grammar is null)
        {
            _ids[before] = last;
            return isEndId ? 0 : 1;
        }

        int count = (int)OgaMethods.TokenCount(_handle) - before;

        // In bounds: the sequence has as many ids as TokenCount says, at most MaxLength, and _ids has room for one more than that.
        Debug.Assert(count >= 0 && before + count <= MaxLength, "The sequence only grows, up to the length of the context.");
        Debug.Assert(OgaMethods.GetSequenceCount(_handle, 0) == OgaMethods.TokenCount(_handle), "A generator has a single sequence.");
        new ReadOnlySpan<int>(OgaMethods.GetSequenceData(_handle, 0) + before, count).CopyTo(_ids.AsSpan(before));
        return count;
    }

    /// <summary>Ends the running call, from another thread. If cancellation is not available, the call runs to completion.</summary>
    public void Terminate()
    {
        nint result = OgaMethods.SetRuntimeOption(_handle, "terminate_session", "1");
        if (result != 0)
        {
            OgaMethods.DestroyResult(result);
        }
    }

    /// <summary>Frees the native generator and its memory.</summary>
    public void Dispose() => _handle.Dispose();

    private void NoteCalls(long started) => NativeTicks += Stopwatch.GetTimestamp() - started;

    /// <summary>Gets the last row of a tensor of logits. Valid until the tensor is destroyed.</summary>
    private static Span<float> Row(nint tensor)
    {
        OgaResult.Check(OgaMethods.TensorGetShapeRank(tensor, out nuint rank), "reading the logits");
        if (rank is 0 or > MaxRank)
        {
            throw new EngineException(EngineError.Failed, $"The model's logits have {rank} dimensions: export the model again, for ONNX Runtime GenAI.");
        }

        long* shape = stackalloc long[MaxRank];
        OgaResult.Check(OgaMethods.TensorGetShape(tensor, shape, rank), "reading the logits");
        OgaResult.Check(OgaMethods.TensorGetData(tensor, out void* data), "reading the logits");
        long width = shape[rank - 1];
        long rows = 1;
        for (int i = 0; i < (int)rank - 1; i++)
        {
            rows *= shape[i];
        }

        // In bounds: the tensor has rows * width numbers of 32 bits, the only type that GetLogits returns, and at least one row.
        Debug.Assert(rows > 0 && width is > 0 and <= int.MaxValue && data is not null, "Logits have at least one row.");
        Debug.Assert(OgaMethods.TensorGetType(tensor, out int type) == 0 && type == Float32, "Logits are numbers of 32 bits.");
        return new Span<float>((float*)data + ((rows - 1) * width), (int)width);
    }

    private static GeneratorHandle Create(LoadedModel model, SearchSettings? settings, int maxLength)
    {
        OgaResult.Check(OgaMethods.CreateGeneratorParams(model.Handle, out GeneratorParamsHandle parameters), "creating a generator");
        using (parameters)
        {
            SearchSettings.Apply(settings, maxLength, parameters);
            OgaResult.Check(OgaMethods.CreateGenerator(model.Handle, parameters, out GeneratorHandle generator), "creating a generator");
            return generator;
        }
    }
}
