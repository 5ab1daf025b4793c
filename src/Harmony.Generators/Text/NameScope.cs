namespace Harmony.Generators.Text;

/// <summary>Finds names that are not taken.</summary>
internal sealed class NameScope
{
    private readonly HashSet<string> _taken;

    /// <param name="taken">The names that are taken; capital and small letters are different.</param>
    public NameScope(params string[] taken) => _taken = new HashSet<string>(taken, StringComparer.Ordinal);

    /// <param name="comparer">Says which names are the same.</param>
    public NameScope(IEqualityComparer<string> comparer) => _taken = new HashSet<string>(comparer);

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
