using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Harmony.Buffers;

namespace Harmony.Json;

/// <summary>
/// Builds a JSON value in one rented buffer, in one pass. If an object repeats a key, the last value is kept at the place of
/// the first.
/// </summary>
/// <remarks>
/// The members of all open objects are in one list, those of an inner object after those of its outer one. When an object
/// ends, its keys are compared. Its text is built again only if two of them are equal. Keys must be written so that one
/// string has one spelling.
/// </remarks>
/// <param name="spaced">Whether a space follows each comma and colon.</param>
internal ref struct JsonValueBuilder(bool spaced)
{
    private const int MinimumMembers = 32;

    /// <summary>Up to this number, comparing each pair of keys is faster than a set.</summary>
    private const int MaxPairwise = 16;

    private readonly ReadOnlySpan<byte> _comma = spaced ? ", "u8 : ","u8;
    private readonly ReadOnlySpan<byte> _colon = spaced ? ": "u8 : ":"u8;
    private Utf8TextBuilder _text;
    private Member[] _members = [];
    private int _memberCount;

    /// <summary>The text written so far.</summary>
    public readonly ReadOnlySpan<byte> Text => _text.Text;

    public void Append(scoped ReadOnlySpan<byte> json) => _text.Append(json);

    /// <summary>Appends a string, escaping what JSON demands.</summary>
    public void AppendString(scoped ReadOnlySpan<byte> text)
    {
        _text.Append((byte)'"');
        JsonString.WriteEscaped(text, ref _text);
        _text.Append((byte)'"');
    }

    public void AppendComma() => _text.Append(_comma);

    /// <returns>The value to pass to <see cref="BeginMember"/> and <see cref="EndObject"/>.</returns>
    public int BeginObject()
    {
        _text.Append((byte)'{');
        return _memberCount;
    }

    /// <summary>Must be called before a key is appended.</summary>
    public void BeginMember(int objectStart)
    {
        if (_memberCount > objectStart)
        {
            AppendComma();
        }

        if (_memberCount == _members.Length)
        {
            GrowMembers();
        }

        _members[_memberCount++] = new Member(_text.Length, 0, 0);
    }

    /// <summary>Must be called after a key and before its value.</summary>
    public void EndKey()
    {
        ref Member member = ref _members[_memberCount - 1];
        int keyEnd = _text.Length;
        member = new Member(member.Start, keyEnd, SignatureOf(_text.Text[member.Start..keyEnd]));
        _text.Append(_colon);
    }

    public void EndObject(int objectStart)
    {
        Span<Member> members = _members.AsSpan(objectStart, _memberCount - objectStart);
        if (members.Length <= MaxPairwise ? HasEqualKeys(members) : HasEqualKeysAmongMany(members))
        {
            KeepLastValues(members);
        }

        _memberCount = objectStart;
        _text.Append((byte)'}');
    }

    public void Dispose()
    {
        _text.Dispose();
        ReturnMembers();
    }

    /// <summary>A number that differs for most keys, computed from the length and the bytes at both ends.</summary>
    private static ulong SignatureOf(ReadOnlySpan<byte> key)
    {
        if (key.Length >= sizeof(ulong))
        {
            ulong end = BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]);
            return BinaryPrimitives.ReadUInt64LittleEndian(key) ^ BitOperations.RotateLeft(end, 31) ^ (ulong)key.Length;
        }

        ulong signature = 0;
        foreach (byte value in key)
        {
            signature = (signature << 8) | value;
        }

        return signature;
    }

    private readonly ReadOnlySpan<byte> KeyOf(in Member member) => _text.Text[member.Start..member.KeyEnd];

    private readonly bool HasEqualKeys(ReadOnlySpan<Member> members)
    {
        for (int i = 1; i < members.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (members[i].Signature == members[j].Signature && KeyOf(members[i]).SequenceEqual(KeyOf(members[j])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Takes linear time, even if all keys were crafted to have one signature.</summary>
    private readonly bool HasEqualKeysAmongMany(ReadOnlySpan<Member> members)
    {
        var keys = new HashSet<string>(members.Length);
        foreach (ref readonly Member member in members)
        {
            if (!keys.Add(Encoding.UTF8.GetString(KeyOf(member))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes an object's members again, each key once.</summary>
    private void KeepLastValues(ReadOnlySpan<Member> members)
    {
        int start = members[0].Start;
        byte[] written = _text.Text[start..].ToArray();
        var places = new Dictionary<string, int>(members.Length);
        var kept = new List<int>(members.Length);
        for (int i = 0; i < members.Length; i++)
        {
            if (places.TryAdd(Encoding.UTF8.GetString(KeyOf(members[i])), kept.Count))
            {
                kept.Add(i);
            }
            else
            {
                kept[places[Encoding.UTF8.GetString(KeyOf(members[i]))]] = i;
            }
        }

        _text.Truncate(start);
        for (int i = 0; i < kept.Count; i++)
        {
            int member = kept[i];
            int end = member + 1 < members.Length ? members[member + 1].Start - _comma.Length : start + written.Length;
            _text.Append(i == 0 ? default : _comma);
            _text.Append(written.AsSpan(members[member].Start - start, end - members[member].Start));
        }
    }

    private void GrowMembers()
    {
        Member[] larger = ArrayPool<Member>.Shared.Rent(Math.Max(MinimumMembers, checked(2 * _members.Length)));
        _members.AsSpan(0, _memberCount).CopyTo(larger);
        ReturnMembers();
        _members = larger;
    }

    private void ReturnMembers()
    {
        if (_members.Length > 0)
        {
            ArrayPool<Member>.Shared.Return(_members);
            _members = [];
        }
    }

    /// <summary>A member of an open object.</summary>
    /// <param name="Start">The offset of its key, with the quote.</param>
    /// <param name="KeyEnd">The offset after its key.</param>
    /// <param name="Signature">The number that is compared first.</param>
    private readonly record struct Member(int Start, int KeyEnd, ulong Signature);
}
