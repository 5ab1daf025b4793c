using Harmony.Engines;

namespace Harmony.OnnxGenAI;

/// <summary>
/// The generators of an engine: those that are running, and those that are kept with their caches. A prompt gets the one whose cache
/// has its longest beginning, rewound to it. Used only by the engine's thread, except <see cref="Usage"/>.
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

    /// <summary>The generators and their memory. May be read on any thread.</summary>
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

    /// <summary>Rents a generator for a prompt, rewound to the part of the prompt that it has.</summary>
    /// <returns>The generator, or null if the maximum number is running: try again after a return.</returns>
    /// <exception cref="EngineException">A new generator cannot be created.</exception>
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

    /// <summary>Returns a generator.</summary>
    /// <param name="generator">A rented one.</param>
    /// <param name="isUsable">Whether it may be used again.</param>
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
                    ? "The model's cache keeps only a window of keys and values and cannot be rewound: every prompt is computed from its beginning. An export with windowed_kv_cache=false and past_present_share_buffer=true can be rewound."
                    : $"ONNX Runtime GenAI cannot continue a generator on the device {model.Device}: every prompt is computed from its beginning.");
            }
        }

        Publish();
    }

    /// <summary>Frees all kept generators.</summary>
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

        // Another conversation with the same beginning keeps its generator, unless there is no room for a new one: then the least
        // recently used generator is reused, with the beginning that it shares with the prompt.
        if (HasRoom || LeastRecentlyUsed() is not { } oldest)
        {
            return null;
        }

        return TryTake(oldest, Equals(oldest.Settings, settings) ? Shared(oldest, prompt) : 0) ? oldest : null;
    }

    /// <summary>Takes a kept generator, rewound. It is freed if they share nothing, or if it cannot be rewound.</summary>
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

    /// <summary>Finds the generator that shares the longest beginning with the prompt, and its length; among equals that of the session,
    /// then the most recent one.</summary>
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

    /// <summary>Gets the number of prompt tokens that need not be computed again.</summary>
    private int Shared(Generator generator, ReadOnlySpan<int> prompt)
    {
        int common = generator.Ids.CommonPrefixLength(prompt);

        // At least one id must be appended to get logits; and a grammar starts over only when its generator is rewound.
        common = Math.Min(common, prompt.Length - 1);
        if (generator.Settings is not null)
        {
            common = Math.Min(common, generator.Count - 1);
        }

        return _canRewind || (common == generator.Count && !generator.IsAhead) ? Math.Max(common, 0) : 0;
    }

    /// <summary>
    /// Whether a prompt continues a generator's conversation, as far as can be seen. Two conversations differ in the first prompt at the
    /// latest, in the user's words. A difference after it means one conversation whose history was changed, for example because its
    /// analysis was dropped.
    /// </summary>
    private static bool IsSameConversation(Generator generator, int common, string? sessionKey) =>
        (sessionKey is not null && generator.SessionKey == sessionKey) || common >= generator.FirstPromptLength - 1;

    private bool TryRewind(Generator generator, int count)
    {
        if (count == generator.Count && !generator.IsAhead)
        {
            return true;
        }

        string? problem = model.Policy.TryRewind(generator, count);
        if (problem is null)
        {
            _hasRewound = true;
            return true;
        }

        // If another generator was rewound before, the export supports it, and only this generator failed. Otherwise the two cases
        // cannot be told apart, and each further attempt would lose a cache.
        _canRewind = _hasRewound;
        WarnOnce(_canRewind
            ? $"ONNX Runtime GenAI could not rewind a cache ({problem}): the prompt is computed from its beginning."
            : $"ONNX Runtime GenAI cannot rewind the model's cache ({problem}): every prompt is computed from its beginning.");
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
#pragma warning disable CA1031 // What the caller's callback throws must not end the engine's thread and the process.
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
            throw new EngineException(EngineError.BadRequest, $"The grammar was rejected: {exception.Message}", exception);
        }
    }

    /// <summary>Checks the build once with an invalid grammar: one without guidance accepts every grammar and ignores it.</summary>
    private void CheckGuidance()
    {
        _hasGuidance ??= IsRefused(SearchSettings.BrokenGrammar);
        if (_hasGuidance == false)
        {
            throw new EngineException(
                EngineError.Unsupported, "This build of ONNX Runtime GenAI has no guidance and would ignore the grammar: use an official build, or remove the grammar from the request.");
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
        long tokens = 0;
        foreach (Generator generator in _kept)
        {
            tokens += generator.Count;
        }

        lock (_usageGate)
        {
            _usage = new CacheUsage(_kept.Count, _running, (_kept.Count + _running) * _bytesEach, tokens);
        }
    }
}
