using System.Runtime.CompilerServices;
using Harmony.Buffers;
using Harmony.Engines;
using Harmony.Vocabulary;
using Microsoft.Extensions.AI;

namespace Harmony.ChatClient;

/// <summary>One turn of the model: the ids of its generations, read into contents. There is one generation, and another one wherever
/// the reasoning has to be ended or the answer, as it begins, has to be given a form.</summary>
internal sealed class ChatTurn : IDisposable
{
    /// <summary>More than an engine gives at a time.</summary>
    private const int BatchSize = 64;

    private readonly ITokenEngine _engine;
    private readonly TurnRequest _request;
    private readonly ContentReader _reader;

    /// <summary>The prompt and all that followed, what was written for the model too.</summary>
    private readonly TokenBuffer _ids;

    private readonly int _promptLength;
    private readonly int[] _batch = new int[BatchSize];
    private int _forcedTokens;
    private int _generatedTokens;
    private int? _cachedTokens;
    private FinishReason _engineReason;
    private bool _isCut;

    /// <param name="engine">The engine.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="prompt">The prompt's ids, which are the turn's from now on.</param>
    /// <param name="streams">Whether contents are given as they come, or whole.</param>
    public ChatTurn(ITokenEngine engine, TurnRequest request, TokenBuffer prompt, bool streams)
    {
        _engine = engine;
        _request = request;
        _ids = prompt;
        _promptLength = prompt.Count;
        _reader = new ContentReader(request.StopSequences, streams, request.ShowsReasoning, request.AllowsSeveralCalls);
    }

    /// <summary>Why the turn is over, as soon as it is.</summary>
    public ChatFinishReason FinishReason =>
        _isCut ? ChatFinishReason.Length
        : _reader.CallCount > 0 ? ChatFinishReason.ToolCalls
        : ChatFinishReason.Stop;

    /// <summary>What the turn has taken: what was written for the model, it has read.</summary>
    public UsageDetails Usage => new()
    {
        InputTokenCount = _promptLength + _forcedTokens,
        OutputTokenCount = _generatedTokens,
        TotalTokenCount = _promptLength + _forcedTokens + _generatedTokens,
        CachedInputTokenCount = _cachedTokens,
        ReasoningTokenCount = _reader.ReasoningTokens,
    };

    private ReadOnlySpan<int> TurnIds => _ids.Span[(_promptLength - MessageHeaders.AuthorLength)..];

    /// <summary>Gives the contents, as they come or as each of them is whole.</summary>
    public async IAsyncEnumerable<AIContent[]> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (AnswerForm? form = _request.Form; form is not null;)
        {
            Force(form.Header);
            if (!HasRoom())
            {
                _engineReason = Engines.FinishReason.Length;
                break;
            }

            GenerationRequest request = _request.Generation with
            {
                Prompt = _ids.Memory,
                MaxTokens = _request.Generation.MaxTokens - _generatedTokens,
                Constraint = form.Constraint() ?? _request.Generation.Constraint,
            };
            TokenGeneration generation = await _engine.StartAsync(request, cancellationToken).ConfigureAwait(false);
            await using (generation.ConfigureAwait(false))
            {
                AnswerForm? next = null;
                while (!_reader.IsOver && next is null && await generation.ReadAsync(_batch, cancellationToken).ConfigureAwait(false) is > 0 and int count)
                {
                    next = Take(_batch.AsSpan(0, count), form.OfAnswer);
                    if (_reader.TakeContents() is { Length: > 0 } contents)
                    {
                        yield return contents;
                    }
                }

                form = next;
                _cachedTokens ??= generation.Usage.CachedTokens;
                _engineReason = generation.FinishReason ?? Engines.FinishReason.Stop;
            }
        }

        _isCut = !_reader.IsOver && _engineReason == Engines.FinishReason.Length;
        _reader.End(TurnIds, _isCut);
        if (_reader.TakeContents() is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _ids.Dispose();
    }

    /// <summary>Takes ids that the engine gave.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="ofAnswer">The form that the answer is given as it begins, or null.</param>
    /// <returns>The form of another generation, from where the turn is: the rest of the ids is left out. Null if this one goes on.</returns>
    private AnswerForm? Take(ReadOnlySpan<int> ids, AnswerForm? ofAnswer)
    {
        foreach (int id in ids)
        {
            if (_reader.IsReasoning && _reader.ReasoningTokens >= _request.ReasoningBudget && !SpecialTokens.IsSpecial(id))
            {
                return EndReasoning();
            }

            _generatedTokens++;
            bool isAnswer = _reader.IsAnswer;
            Read(id);
            if (_reader.IsOver)
            {
                break;
            }

            if (ofAnswer is not null && _reader.IsAnswer && !isAnswer)
            {
                return ofAnswer;
            }
        }

        return null;
    }

    private AnswerForm? EndReasoning()
    {
        if (_reader.CallCount == 0)
        {
            return _request.FormAfterReasoning;
        }

        // An answer without the results of what was called would be made up: the calls are the turn.
        _reader.End(TurnIds, isCut: false);
        return null;
    }

    /// <summary>Writes ids for the model.</summary>
    private void Force(int[] ids)
    {
        foreach (int id in ids)
        {
            Read(id);
        }

        _forcedTokens += ids.Length;
    }

    private void Read(int id)
    {
        _ids.Add(id);
        _reader.Read(id, TurnIds);
    }

    /// <summary>Whether another generation can give an id. What does not fit at the very first, the engine refuses.</summary>
    private bool HasRoom() => _generatedTokens == 0
        || (_generatedTokens < (_request.Generation.MaxTokens ?? int.MaxValue) && _ids.Count < _engine.Description.ContextLength);
}
