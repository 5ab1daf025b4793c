using Harmony.VocabularyBuilder;

// Turns the rank file and the character classes into the binary table that Harmony.Encoding embeds.
// Run by the build (Harmony.VocabularyBuilder.csproj); by hand: BUILDER RANKS CLASSES OUTPUT.
if (args.Length != 3)
{
    Console.Error.WriteLine("usage: Harmony.VocabularyBuilder RANK-FILE CLASS-FILE OUTPUT");
    return 2;
}

try
{
    byte[][] tokens = RankFile.Read(args[0]);
    byte[] classes = ClassFile.Read(args[1]);
    byte[] table = new TableWriter(tokens, classes).Write();

    // Moved into place whole, so that an interrupted build leaves no half-written table behind.
    string output = Path.GetFullPath(args[2]);
    Directory.CreateDirectory(Path.GetDirectoryName(output)!);
    string partial = $"{output}.{Environment.ProcessId}";
    File.WriteAllBytes(partial, table);
    File.Move(partial, output, overwrite: true);
    return 0;
}
catch (InvalidDataException error)
{
    // The form that MSBuild shows as an error of the build.
    Console.Error.WriteLine($"Harmony.VocabularyBuilder : error HVB001: {error.Message}");
    return 1;
}
