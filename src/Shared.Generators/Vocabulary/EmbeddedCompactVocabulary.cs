using System.Runtime.InteropServices;

namespace Harmony.Generators.Vocabulary;

/// <summary>The vocabulary that the build embeds into this assembly.</summary>
internal static unsafe class EmbeddedCompactVocabulary
{
    // Held for as long as the assembly is loaded, since the table points into its memory.
    private static readonly UnmanagedMemoryStream Resource = Open();

    public static readonly CompactVocabulary Table = new(Resource.PositionPointer, Resource.Length);

    private static UnmanagedMemoryStream Open()
    {
        Stream resource = typeof(EmbeddedCompactVocabulary).Assembly.GetManifestResourceStream("o200k-compact.bin")
            ?? throw new InvalidDataException("The embedded o200k vocabulary is missing: rebuild the assembly.");
        return resource as UnmanagedMemoryStream ?? Copy(resource);
    }

    /// <summary>For a host that maps no resources: the table, copied once, to memory that stays for the process's life.</summary>
    public static UnmanagedMemoryStream Copy(Stream resource)
    {
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        IntPtr memory = Marshal.AllocHGlobal((int)copy.Length);
        Marshal.Copy(copy.GetBuffer(), 0, memory, (int)copy.Length);

        // In bounds: the memory is as long as the stream that it was allocated for.
        return new UnmanagedMemoryStream((byte*)memory, copy.Length);
    }
}
