using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Harmony.Benchmarking.Measuring;

/// <summary>
/// The hash by which ids are compared between programs: the first 16 hexadecimal digits of SHA-256 over the ids as 32-bit
/// little-endian integers.
/// </summary>
internal static class IdsHash
{
    private const int Digits = 16;

    public static string Of(ReadOnlySpan<int> ids)
    {
        byte[] bytes = new byte[checked(ids.Length * sizeof(int))];
        for (int i = 0; i < ids.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), ids[i]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes))[..Digits];
    }
}
