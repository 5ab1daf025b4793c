using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// The generators of an engine, those that run and those that are kept with what they have read. A prompt goes to the one that
/// has read most of it; what it has beyond that is forgotten. Used by the engine's thread alone, but for <see cref="Usage"/>.
/// </summary>
internal sealed class GeneratorPool(LoadedModel model, OnnxGenAIOptions options, int maxLength)
{
    private readonly List<Generator> _kept = [];
    private readonly long _bytesEach = model.Config.CacheBytes(maxLength);
    private readonly Lock _usageGate = new();
    private CacheUsage _usage;
    private int _running;
    private long _time;
    private bool _canRewind = true;
    private bool _hasRewound;
    private bool _hasWarned;
    private bool? _hasGuidance;

    /// <summary>What it holds; from any thread.</summary>
    public CacheUsage Usage
    {
        get
        {
            lock (_usageGate)
            {
                return _usage;
            }
        }
    }

    /// <summary>Gives a generator for a prompt, rewound to what of the prompt it has read.</summary>
    /// <returns>Null if all that there may be are running: ask again when one was given back.</returns>
    /// <exception cref="EngineException">A new one cannot be made.</exception>
    public Generator? Rent(ReadOnlySpan<int> prompt, string? sessionKey, SearchSettings? settings)
    {
        Generator? generator = TakeKept(prompt, sessionKey, settings) ?? Create(settings);
        if (generator is not null)
        {
            generator.BeginPrompt(prompt.Length, sessionKey);
            _running++;
            Publish();
        }

        return generator;
    }

    /// <summary>Gives a generator back.</summary>
    /// <param name="generator">A rented one.</param>
    /// <param name="isUsable">Whether it is in order and may be gone on with.</param>
    public void Return(Generator generator, bool isUsable)
    {
        _running--;
        if (isUsable && model.CanContinue && generator.Settings is not { IsReusable: false })
        {
            generator.LastUsed = ++_time;
            _kept.Add(generator);
        }
        else
        {
            generator.Dispose();
            if (isUsable && !model.CanContinue)
            {
                WarnOnce(model.Config.IsWindowed
                    ? "The model's cache cannot be rewound, since it keeps only a window of keys and values: each prompt is read from its beginning. An export with windowed_kv_cache=false and past_present_share_buffer=true can be rewound."
                    : $"GenAI does not go on with a generator on the device {model.Device}: each prompt is read from its beginning.");
            }
        }

        Publish();
    }

    /// <summary>Frees all that are kept.</summary>
    public void Clear()
    {
        foreach (Generator generator in _kept)
        {
            generator.Dispose();
        }

        _kept.Clear();
        Publish();
    }

    private Generator? TakeKept(ReadOnlySpan<int> prompt, string? sessionKey, SearchSettings? settings)
    {
        (Generator? best, int common) = FindLongest(prompt, sessionKey, settings);
        if (best is not null && IsSameConversation(best, common, sessionKey))
        {
            return TryTake(best, common) ? best : null;
        }

        // Another conversation that begins alike keeps what it has, unless there is no room for a new generator: then the one that
        // was not used for the longest time gives way, and if it begins alike, its beginning is kept.
        if (HasRoom || LeastRecentlyUsed() is not { } oldest)
        {
            return null;
        }

        return TryTake(oldest, Equals(oldest.Settings, settings) ? Shared(oldest, prompt) : 0) ? oldest : null;
    }

    /// <summary>Takes a kept generator, rewound; it is gone if there is nothing to rewind it to, or it cannot be.</summary>
    private bool TryTake(Generator generator, int common)
    {
        _kept.Remove(generator);
        if (common > 0 && TryRewind(generator, common))
        {
            return true;
        }

        generator.Dispose();
        return false;
    }

    /// <summary>The one that shares most with the prompt, with how much that is; of equals the session's own, then the newest.</summary>
    private (Generator? Best, int Common) FindLongest(ReadOnlySpan<int> prompt, string? sessionKey, SearchSettings? settings)
    {
        Generator? best = null;
        int most = 0;
        foreach (Generator generator in _kept)
        {
            int common = Equals(generator.Settings, settings) ? Shared(generator, prompt) : 0;
            if (common == 0)
            {
                continue;
            }

            bool isOwn = sessionKey is not null && generator.SessionKey == sessionKey;
            bool isBestOwn = sessionKey is not null && best?.SessionKey == sessionKey;
            if (common > most || (common == most && (isOwn, generator.LastUsed).CompareTo((isBestOwn, best!.LastUsed)) > 0))
            {
                (best, most) = (generator, common);
            }
        }

        return (best, most);
    }

    /// <summary>How many ids of the prompt need not be read again.</summary>
    private int Shared(Generator generator, ReadOnlySpan<int> prompt)
    {
        int common = generator.Ids.CommonPrefixLength(prompt);

        // At least one id has to be read for there to be logits; and a grammar starts anew only when it is rewound.
        common = Math.Min(common, prompt.Length - 1);
        if (generator.Settings is not null)
        {
            common = Math.Min(common, generator.Count - 1);
        }

        return _canRewind || (common == generator.Count && !generator.IsAhead) ? Math.Max(common, 0) : 0;
    }

    /// <summary>
    /// Whether a prompt goes on with a generator's conversation, as far as can be seen. Two conversations differ in the first prompt
    /// at the latest: in what the user says. What differs after it is one conversation whose history was changed, such as by
    /// dropping its analysis.
    /// </summary>
    private static bool IsSameConversation(Generator generator, int common, string? sessionKey) =>
        (sessionKey is not null && generator.SessionKey == sessionKey) || common >= generator.FirstPromptLength - 1;

    private bool TryRewind(Generator generator, int count)
    {
        if (count == generator.Count && !generator.IsAhead)
        {
            return true;
        }

        string? problem = options.RefuseRewind?.Invoke() ?? generator.TryRewind(count);
        if (problem is null)
        {
            _hasRewound = true;
            return true;
        }

        // Where another was rewound before, the export can be, and it is this generator that cannot. Without that, nothing tells a
        // generator's own trouble from the export's, and each further try would cost what it has read.
        _canRewind = _hasRewound;
        WarnOnce(_canRewind
            ? $"What was read of a conversation cannot be rewound, says ONNX Runtime GenAI ({problem}): it is read again from its beginning."
            : $"The model's cache cannot be rewound, says ONNX Runtime GenAI ({problem}): each prompt is read from its beginning.");
        return false;
    }

    private void WarnOnce(string warning)
    {
        if (_hasWarned)
        {
            return;
        }

        _hasWarned = true;
        try
        {
            options.Warn?.Invoke(warning);
        }
#pragma warning disable CA1031 // What the caller's callback throws must not end the engine's thread, and with it the process.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private bool HasRoom
    {
        get
        {
            int count = _kept.Count + _running;
            return count == 0 || (count < options.MaxGenerators && (count + 1) * _bytesEach <= options.MaxCacheBytes);
        }
    }

    private Generator? Create(SearchSettings? settings)
    {
        if (!HasRoom)
        {
            return null;
        }

        if (settings?.Grammar is not null)
        {
            CheckGuidance();
        }

        try
        {
            return new Generator(model, settings, maxLength);
        }
        catch (EngineException exception) when (settings?.Grammar is not null)
        {
            throw new EngineException(EngineError.BadRequest, $"The grammar is not one that this engine takes: {exception.Message}", exception);
        }
    }

    /// <summary>A build of GenAI without guidance takes a grammar and ignores it, so it is asked once with one that is none.</summary>
    private void CheckGuidance()
    {
        _hasGuidance ??= IsRefused(SearchSettings.BrokenGrammar);
        if (_hasGuidance == false)
        {
            throw new EngineException(
                EngineError.Unsupported, "This build of ONNX Runtime GenAI has no guidance and would ignore the grammar: take an official build, or leave the grammar out.");
        }
    }

    private bool IsRefused(SearchSettings settings)
    {
        try
        {
            new Generator(model, settings, maxLength: 2).Dispose();
            return false;
        }
        catch (EngineException)
        {
            return true;
        }
    }

    private Generator? LeastRecentlyUsed()
    {
        Generator? oldest = null;
        foreach (Generator generator in _kept)
        {
            if (oldest is null || generator.LastUsed < oldest.LastUsed)
            {
                oldest = generator;
            }
        }

        return oldest;
    }

    private void Publish()
    {
        long ids = 0;
        foreach (Generator generator in _kept)
        {
            ids += generator.Count;
        }

        lock (_usageGate)
        {
            _usage = new CacheUsage(_kept.Count, _running, (_kept.Count + _running) * _bytesEach, ids);
        }
    }
}
