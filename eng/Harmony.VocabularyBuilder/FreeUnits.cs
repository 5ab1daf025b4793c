namespace Harmony.VocabularyBuilder;

/// <summary>The free units of a double array, in order. A unit that was refused often is removed, so that the search for a place does
/// not begin with the same gaps every time.</summary>
internal sealed class FreeUnits
{
    private const byte MostRefusals = 50;

    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly byte[] _refusals;

    /// <param name="count">The number of units, all of them free.</param>
    public FreeUnits(int count)
    {
        // A ring. Its last element is before the first unit and after the last.
        _next = new int[count + 1];
        _previous = new int[count + 1];
        _refusals = new byte[count];
        for (int unit = 0; unit <= count; unit++)
        {
            _next[unit] = unit < count ? unit + 1 : 0;
            _previous[unit] = unit > 0 ? unit - 1 : count;
        }
    }

    /// <summary>The first free unit, or the number of units if there is none.</summary>
    public int First => _next[^1];

    /// <summary>Records that a unit was refused, and returns the next one.</summary>
    public int NextAfterRefusal(int unit)
    {
        int next = _next[unit];
        if (++_refusals[unit] == MostRefusals)
        {
            Remove(unit);
        }

        return next;
    }

    /// <summary>Removes a unit, if it is still free.</summary>
    public void Remove(int unit)
    {
        if (_next[_previous[unit]] == unit)
        {
            _next[_previous[unit]] = _next[unit];
            _previous[_next[unit]] = _previous[unit];
        }
    }
}
