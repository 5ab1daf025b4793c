using Harmony.OnnxGenAI;

namespace Harmony.Runtime.Tests.OnnxGenAI;

/// <summary>Generators that are used once, as on a device where ids cannot be appended.</summary>
internal sealed class UsedOncePolicy : GeneratorPolicy
{
    public override bool CanContinue(GenAIModelConfig config, string device) => false;
}

/// <summary>Refuses to rewind for as long as there is a problem.</summary>
internal sealed class RefusedRewindPolicy : GeneratorPolicy
{
    public string? Problem { get; set; }

    public override string? TryRewind(Generator generator, int count) => Problem ?? base.TryRewind(generator, count);
}
