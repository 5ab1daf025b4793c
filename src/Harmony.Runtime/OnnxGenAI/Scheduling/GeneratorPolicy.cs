namespace Harmony.OnnxGenAI;

/// <summary>What can be done with a generator after its first use. Tests derive from it to refuse what the tiny model supports.</summary>
internal class GeneratorPolicy
{
    /// <summary>The policy of every engine outside of tests.</summary>
    public static GeneratorPolicy Default { get; } = new();

    /// <summary>Whether ids can be appended to what was generated. GenAI supports it on these devices, and a windowed cache accepts a
    /// prompt only as a whole.</summary>
    /// <param name="config">The model's configuration.</param>
    /// <param name="device">GenAI's name of the device.</param>
    public virtual bool CanContinue(GenAIModelConfig config, string device) =>
        !config.IsWindowed && device.ToUpperInvariant() is "CPU" or "CUDA" or "WEBGPU";

    /// <inheritdoc cref="Generator.TryRewind"/>
    public virtual string? TryRewind(Generator generator, int count) => generator.TryRewind(count);
}
