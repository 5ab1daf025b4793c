using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>What goes into a request's body.</summary>
/// <param name="Request">What the caller asks for.</param>
/// <param name="Model">The model's name at the server.</param>
/// <param name="MaxTokens">How many ids at most: what is asked for, or what there is room for.</param>
/// <param name="Stream">Whether the answer is to come in events.</param>
internal readonly record struct ServerRequest(GenerationRequest Request, string Model, int MaxTokens, bool Stream)
{
    public SamplingOptions Sampling => Request.Sampling;
}
