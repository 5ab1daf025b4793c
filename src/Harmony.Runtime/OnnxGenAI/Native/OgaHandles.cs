using System.Runtime.InteropServices;

namespace Harmony.OnnxGenAI;

/// <summary>An <c>OgaConfig*</c>, owned.</summary>
internal sealed class ConfigHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OgaMethods.DestroyConfig(handle);
        return true;
    }
}

/// <summary>An <c>OgaModel*</c>, owned. Generators keep a reference to what they need.</summary>
internal sealed class ModelHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OgaMethods.DestroyModel(handle);
        return true;
    }
}

/// <summary>An <c>OgaGeneratorParams*</c>, owned. A generator created from it does not need it any more.</summary>
internal sealed class GeneratorParamsHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OgaMethods.DestroyGeneratorParams(handle);
        return true;
    }
}

/// <summary>An <c>OgaGenerator*</c>, owned.</summary>
internal sealed class GeneratorHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OgaMethods.DestroyGenerator(handle);
        return true;
    }
}
