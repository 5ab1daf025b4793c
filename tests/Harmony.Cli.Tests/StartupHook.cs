/// <summary>What .NET calls in a process that names this assembly in DOTNET_STARTUP_HOOKS: writes the process's assemblies to a file
/// when it ends.</summary>
internal static class StartupHook
{
    public const string Variable = "HARMONY_TEST_ASSEMBLY_LIST";

    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
        File.WriteAllLines(Environment.GetEnvironmentVariable(Variable)!, Array.ConvertAll(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name!));
}
