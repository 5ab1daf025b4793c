using System.Globalization;
using System.Text.Json;

namespace Harmony.Json;

/// <summary>Reads members by name, and numbers with their ranges.</summary>
internal ref partial struct JsonFieldReader
{
    /// <summary>Moves to the next member's name. Returns false at the end of the object.</summary>
    public bool NextMember()
    {
        bool isName = NextKey();
        if (isName)
        {
            CheckString();
        }

        return isName;
    }

    /// <summary>Moves to the member's value if the member has this name.</summary>
    public bool Is(ReadOnlySpan<byte> name) => _reader.ValueTextEquals(name) && ReadNext();

    /// <summary>Skips the member at whose name the reader is.</summary>
    public void SkipMember()
    {
        Read();
        _reader.Skip();
    }

    /// <summary>Begins an object, if the value is not null.</summary>
    public readonly bool BeginOptionalMap(string what)
    {
        if (IsNull)
        {
            return false;
        }

        BeginMap(what);
        return true;
    }

    /// <summary>Begins an array, if the value is not null.</summary>
    public readonly bool BeginOptionalArray(string what)
    {
        if (IsNull)
        {
            return false;
        }

        BeginArray(what);
        return true;
    }

    public readonly bool? ReadOptionalBoolean() => IsNull ? null : ReadBoolean();

    public readonly double? ReadOptionalNumber()
    {
        if (IsNull)
        {
            return null;
        }

        Expect(JsonTokenType.Number, "a number");
        return _reader.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Error("this number is out of range", _reader.TokenStartIndex);
    }

    /// <summary>Reads a whole number, however it is spelled: 100, 1e2 and 100.0 are the same.</summary>
    public readonly long? ReadOptionalWhole(long least, long most)
    {
        if (IsNull)
        {
            return null;
        }

        Expect(JsonTokenType.Number, "a whole number");
        if (!_reader.TryGetInt64(out long whole))
        {
            // A double holds each whole number up to 2 to the power of 53.
            const double MaxExact = 1L << 53;
            double number = _reader.TryGetDouble(out double parsed) ? parsed : double.PositiveInfinity;
            if (double.IsFinite(number) && number != Math.Floor(number))
            {
                throw Error($"expected a whole number, found {Spelling()}", _reader.TokenStartIndex);
            }

            if (Math.Abs(number) > MaxExact)
            {
                throw OutOfRange(least, most);
            }

            whole = (long)number;
        }

        return whole >= least && whole <= most ? whole : throw OutOfRange(least, most);
    }

    /// <summary>Skips the value. Returns whether it is null, false, an empty string, array or object, 0, or another neutral
    /// number, where true is 1.</summary>
    public bool SkipNeutral(double neutral)
    {
        bool isNeutral = _reader.TokenType switch
        {
            JsonTokenType.Null or JsonTokenType.False => true,
            JsonTokenType.True => neutral == 1,
            JsonTokenType.Number => _reader.TryGetDouble(out double number) && (number == 0 || number == neutral),
            JsonTokenType.String => _reader.ValueSpan.IsEmpty,
            _ => IsEmpty(),
        };
        _reader.Skip();
        return isNeutral;
    }

    /// <summary>The name or string at hand, unescaped.</summary>
    public readonly string Name() => _reader.GetString()!;

    private readonly bool IsEmpty()
    {
        Utf8JsonReader ahead = _reader;
        return ahead.Read() && ahead.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
    }

    private readonly string Spelling() => System.Text.Encoding.UTF8.GetString(_reader.ValueSpan);

    private readonly JsonException OutOfRange(long least, long most) => Error(
        string.Create(CultureInfo.InvariantCulture, $"{Spelling()} is out of range: a whole number {(most == int.MaxValue ? $"of at least {least}" : $"from {least} to {most}")} is expected"),
        _reader.TokenStartIndex);
}
