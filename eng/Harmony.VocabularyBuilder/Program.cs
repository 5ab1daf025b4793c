using Harmony.VocabularyBuilder;

// Converts the rank file and the character classes to the binary tables that are embedded: that of Harmony.Encoding, laid out for
// speed, and that of Harmony.Generators, laid out to be small. The build runs it (Harmony.VocabularyBuilder.csproj).
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
    // The format that MSBuild recognizes as an error.
    Console.Error.WriteLine($"Harmony.VocabularyBuilder : error HVB001: {error.Message}");
    return 1;
}

// Written elsewhere and then moved, so that an interrupted build leaves no incomplete table.
static void WriteWhole(string path, byte[] table)
{
    string output = Path.GetFullPath(path);
    Directory.CreateDirectory(Path.GetDirectoryName(output)!);
    string partial = $"{output}.{Environment.ProcessId}";
    File.WriteAllBytes(partial, table);
    File.Move(partial, output, overwrite: true);
}
