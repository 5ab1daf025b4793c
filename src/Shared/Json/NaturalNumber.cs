namespace Harmony.Json;

/// <summary>A natural number, as large as a double's digits need, in the caller's memory.</summary>
/// <param name="words"><see cref="Capacity"/> words, the lowest first.</param>
internal ref struct NaturalNumber(Span<uint> words)
{
    /// <summary>
    /// The largest number is a double's significand and exponent, 2^1024, or the power of ten that a double of the least
    /// exponent is multiplied with, 10^324 (less than 2^1077), times a significand; and 10 times either.
    /// </summary>
    public const int Capacity = 40;

    private const int BitsPerWord = 32;

    /// <summary>The largest power of ten that fits into a word.</summary>
    private const uint LargePower = 1_000_000_000;

    private const int LargePowerExponent = 9;

    private readonly Span<uint> _words = words;
    private int _length;

    public void Set(ulong value)
    {
        _length = 0;
        for (; value > 0; value >>= BitsPerWord)
        {
            _words[_length++] = (uint)value;
        }
    }

    public void Multiply(uint factor)
    {
        ulong carry = 0;
        for (int i = 0; i < _length; i++)
        {
            carry += (ulong)_words[i] * factor;
            _words[i] = (uint)carry;
            carry >>= BitsPerWord;
        }

        if (carry > 0)
        {
            _words[_length++] = (uint)carry;
        }
    }

    public void MultiplyByPowerOfTen(int exponent)
    {
        for (; exponent >= LargePowerExponent; exponent -= LargePowerExponent)
        {
            Multiply(LargePower);
        }

        Multiply((uint)PowersOfTen.Get(exponent));
    }

    public void ShiftLeft(int bits)
    {
        Multiply(1u << (bits % BitsPerWord));
        int words = bits / BitsPerWord;
        _words.Slice(0, _length).CopyTo(_words.Slice(words));
        _words.Slice(0, words).Clear();
        _length += words;
    }

    /// <summary>Subtracts a number that is not larger.</summary>
    public void Subtract(in NaturalNumber other)
    {
        long borrow = 0;
        for (int i = 0; i < _length; i++)
        {
            borrow += (long)_words[i] - other.WordAt(i);
            _words[i] = (uint)borrow;
            borrow >>= BitsPerWord;
        }

        while (_length > 0 && _words[_length - 1] == 0)
        {
            _length--;
        }
    }

    public static int Compare(in NaturalNumber left, in NaturalNumber right)
    {
        for (int i = Math.Max(left._length, right._length) - 1; i >= 0; i--)
        {
            if (left.WordAt(i) != right.WordAt(i))
            {
                return left.WordAt(i) < right.WordAt(i) ? -1 : 1;
            }
        }

        return 0;
    }

    /// <summary>Compares a sum with a number.</summary>
    public static int CompareSum(in NaturalNumber first, in NaturalNumber second, in NaturalNumber right)
    {
        NaturalNumber sum = new(stackalloc uint[Capacity]);
        ulong carry = 0;
        for (int i = 0; i < Math.Max(first._length, second._length) || carry > 0; i++)
        {
            carry += (ulong)first.WordAt(i) + second.WordAt(i);
            sum._words[sum._length++] = (uint)carry;
            carry >>= BitsPerWord;
        }

        return Compare(sum, right);
    }

    private readonly uint WordAt(int index) => index < _length ? _words[index] : 0;
}
