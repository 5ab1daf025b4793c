using Harmony.Testing;
using SharpFuzz;

// Arguments: the target; or the target and files, which are then read without a fuzzer, to see the exception of each.
// Instrumented code may only run inside of Run, which makes the memory that it counts in.
string target = args[0];
if (args.Length == 1)
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        FuzzTargets.All[target](bytes.ToArray());
    });
}

foreach (string file in args[1..])
{
    FuzzTargets.All[target](File.ReadAllBytes(file));
}
