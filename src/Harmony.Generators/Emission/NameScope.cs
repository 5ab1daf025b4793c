namespace Harmony.Generators.Emission;

/// <summary>Gives out names that are not taken.</summary>
internal sealed class NameScope(params string[] taken)
{
    private readonly HashSet<string> _taken = new(taken, StringComparer.Ordinal);

    /// <summary>Whether the name is taken.</summary>
    public bool Has(string name) => _taken.Contains(name);

    /// <summary>The name, or, if it is taken, the name with the first number from 2 on that makes it free.</summary>
    public string Take(string name)
    {
        string free = name;
        for (int number = 2; !_taken.Add(free); number++)
        {
            free = name + number;
        }

        return free;
    }
}
