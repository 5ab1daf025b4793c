namespace Harmony.Generators.Model;

/// <summary>The names of the members that are generated, which a class of tools may not declare.</summary>
internal static class GeneratedNames
{
    /// <summary>The property that has the tools.</summary>
    public const string ToolNamespace = nameof(ToolNamespace);

    /// <summary>The method that calls a tool.</summary>
    public const string Dispatch = "DispatchAsync";

    /// <summary>The number of <see cref="Dispatch"/>'s parameters.</summary>
    public const int DispatchParameters = 4;

    /// <summary>The nested class that holds the ids.</summary>
    public const string CompiledClass = "CompiledNamespace";

    /// <summary>The nested class that reads arguments.</summary>
    public const string ReadersClass = "ArgumentReaders";

    /// <summary>The nested class that writes results.</summary>
    public const string WritersClass = "ResultWriters";

    /// <summary>The field that holds the implementation of a file's tools.</summary>
    public const string Implementation = "_implementation";

    /// <summary>The names that no member may have. <see cref="Dispatch"/> may be overloaded.</summary>
    public static readonly string[] Members = [ToolNamespace, CompiledClass, ReadersClass, WritersClass];
}
