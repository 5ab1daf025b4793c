namespace Harmony.Json;

/// <summary>
/// A JSON number as serde_json reads it: an integer that fits into 64 bits stays one, everything else becomes a double
/// in a simpler way than correct rounding (the reference is built without serde_json's <c>float_roundtrip</c>).
/// </summary>
/// <remarks>
/// Digits collect in 64 bits until the next would overflow; further digits before the point only raise the exponent,
/// further ones behind it are dropped; then one multiplication or division by a power of ten.
/// </remarks>
internal readonly struct SerdeNumber
{
    private SerdeNumber(bool isInteger, double value)
    {
        IsInteger = isInteger;
        Value = value;
    }

    /// <summary>Whether it is an integer of 64 bits, whose digits are written as they stand.</summary>
    public bool IsInteger { get; }

    /// <summary>The number, where it is not.</summary>
    public double Value { get; }

    /// <summary>Reads a number.</summary>
    /// <param name="text">A number by JSON's grammar.</param>
    /// <param name="number">The number.</param>
    /// <returns>False if it is out of range.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out SerdeNumber number)
    {
        bool isNegative = text[0] == '-';
        var reader = new Reader(text.Slice(isNegative ? 1 : 0));
        bool isWhole = reader.ReadInteger();

        // An integer below zero has to fit into 64 bits with its sign; -0 is no integer, since it has one.
        if (isWhole && reader.AtEnd && (!isNegative || reader.Significand is > 0 and <= 1UL << 63))
        {
            number = new SerdeNumber(isInteger: true, 0);
            return true;
        }

        if (reader.AtEnd && isWhole)
        {
            number = new SerdeNumber(isInteger: false, -(double)reader.Significand);
            return true;
        }

        reader.ReadFraction();
        bool inRange = reader.ReadExponent(out bool isZero);
        double value = 0;
        if (inRange && !isZero)
        {
            inRange = TryScale(reader.Significand, reader.Exponent, out value);
        }

        number = new SerdeNumber(isInteger: false, isNegative ? -value : value);
        return inRange;
    }

    /// <summary>significand × 10^exponent, in the steps in which serde_json rounds it.</summary>
    private static bool TryScale(ulong significand, int exponent, out double value)
    {
        value = significand;
        while (exponent < -PowersOfTen.Max)
        {
            if (value == 0)
            {
                return true;
            }

            value /= PowersOfTen.Get(PowersOfTen.Max);
            exponent += PowersOfTen.Max;
        }

        if (exponent > PowersOfTen.Max)
        {
            return value == 0;
        }

        value = exponent >= 0 ? value * PowersOfTen.Get(exponent) : value / PowersOfTen.Get(-exponent);
        return !double.IsInfinity(value);
    }

    /// <summary>Reads a number's digits, part by part.</summary>
    private ref struct Reader
    {
        private readonly ReadOnlySpan<byte> _text;
        private int _position;

        public Reader(ReadOnlySpan<byte> text)
        {
            _text = text;
            _position = 0;
            Significand = 0;
            Exponent = 0;
        }

        public ulong Significand { get; private set; }

        public int Exponent { get; private set; }

        public readonly bool AtEnd => _position == _text.Length;

        /// <returns>Whether all digits fit into 64 bits.</returns>
        public bool ReadInteger()
        {
            while (!AtEnd && IsDigit(_text[_position]))
            {
                if (!TryAppend(_text[_position]))
                {
                    Exponent = SkipDigits();
                    return false;
                }

                _position++;
            }

            return true;
        }

        public void ReadFraction()
        {
            if (AtEnd || _text[_position] != '.')
            {
                return;
            }

            _position++;
            while (!AtEnd && IsDigit(_text[_position]))
            {
                if (!TryAppend(_text[_position]))
                {
                    SkipDigits();
                    return;
                }

                _position++;
                Exponent--;
            }
        }

        /// <param name="isZero">The exponent is so far below zero that the number is 0.</param>
        /// <returns>False if it is so far above that the number is out of range.</returns>
        public bool ReadExponent(out bool isZero)
        {
            isZero = false;
            if (AtEnd)
            {
                return true;
            }

            _position++;
            bool isNegative = _text[_position] == '-';
            if (_text[_position] is (byte)'-' or (byte)'+')
            {
                _position++;
            }

            long exponent = 0;
            for (; !AtEnd; _position++)
            {
                exponent = (exponent * 10) + (_text[_position] - '0');
                if (exponent > int.MaxValue)
                {
                    isZero = isNegative || Significand == 0;
                    return isZero;
                }
            }

            long sum = Exponent + (isNegative ? -exponent : exponent);
            Exponent = (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, sum));
            return true;
        }

        private static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

        private bool TryAppend(byte digit)
        {
            ulong value = (ulong)(digit - '0');
            if (Significand > (ulong.MaxValue - value) / 10)
            {
                return false;
            }

            Significand = (Significand * 10) + value;
            return true;
        }

        private int SkipDigits()
        {
            int start = _position;
            while (!AtEnd && IsDigit(_text[_position]))
            {
                _position++;
            }

            return _position - start;
        }
    }
}
