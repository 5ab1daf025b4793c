using Harmony.Engines;

namespace Harmony.Remote;

/// <summary>The content of a request's body.</summary>
/// <param name="Request">The caller's request.</param>
/// <param name="Model">The name of the model at the server.</param>
/// <param name="MaxTokens">The maximum number of generated tokens: that of the request, or what fits in the context.</param>
/// <param name="Stream">Whether the answer is sent in events.</param>
internal readonly record struct ServerRequest(GenerationRequest Request, string Model, int MaxTokens, bool Stream)
{
    public SamplingOptions Sampling => Request.Sampling;
}
