using Harmony.VocabularyBuilder;

// Turns the rank file and the character classes into the binary tables that are embedded: Harmony.Encoding's, laid out for
// speed, and Harmony.Generators', laid out to be small.
// Run by the build (Harmony.VocabularyBuilder.csproj); by hand: BUILDER RANKS CLASSES OUTPUT COMPACT-OUTPUT.
if (args.Length != 4)
{
    Console.Error.WriteLine("usage: Harmony.VocabularyBuilder RANK-FILE CLASS-FILE OUTPUT COMPACT-OUTPUT");
    return 2;
}

try
{
    byte[][] tokens = RankFile.Read(args[0]);
    byte[] classes = ClassFile.Read(args[1]);
    WriteWhole(args[2], new TableWriter(tokens, classes).Write());
    WriteWhole(args[3], new CompactTableWriter(tokens, classes).Write());
    return 0;
}
catch (InvalidDataException error)
{
    // The form that MSBuild shows as an error of the build.
    Console.Error.WriteLine($"Harmony.VocabularyBuilder : error HVB001: {error.Message}");
    return 1;
}

// Moved into place whole, so that an interrupted build leaves no half-written table behind.
static void WriteWhole(string path, byte[] table)
{
    string output = Path.GetFullPath(path);
    Directory.CreateDirectory(Path.GetDirectoryName(output)!);
    string partial = $"{output}.{Environment.ProcessId}";
    File.WriteAllBytes(partial, table);
    File.Move(partial, output, overwrite: true);
}
