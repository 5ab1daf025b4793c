namespace Harmony.Vocabulary;

/// <summary>The vocabulary that the build embeds into this assembly.</summary>
/// <remarks>Safety: the resource is mapped for as long as the assembly is loaded, and the table's constructor checks its size.</remarks>
internal static unsafe class EmbeddedVocabulary
{
    // Kept for as long as the assembly is loaded, since the table points into its memory.
    private static readonly UnmanagedMemoryStream Resource = Open();

    public static readonly VocabularyTable Table = new(Resource.PositionPointer, Resource.Length);

    private static UnmanagedMemoryStream Open() =>
        typeof(EmbeddedVocabulary).Assembly.GetManifestResourceStream("o200k.bin") as UnmanagedMemoryStream
        ?? throw new NotSupportedException("Harmony.Encoding's embedded vocabulary is not in memory: the host loads assemblies without mapping their resources.");
}
