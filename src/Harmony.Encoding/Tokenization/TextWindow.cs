using System.Runtime.CompilerServices;

namespace Harmony.Tokenization;

/// <summary>Up to 64 bytes of a text, from the start of a piece on.</summary>
internal readonly unsafe ref struct TextWindow
{
    public required byte* Bytes { get; init; }
    public required byte* Text { get; init; }
    public required byte* TextEnd { get; init; }
    public required int Length { get; init; }
    public required ulong Valid { get; init; }
    public required bool IsLast { get; init; }
    public WordPart Before { get; init; }
}

internal enum WordPart
{
    None,
    Caseless,
    Tail,
}

/// <summary>masks</summary>
internal unsafe struct ClassMasks
{
    public ulong Upper;
    public ulong Lower;
    public ulong Caseless;
    public ulong Number;
    public ulong WhiteSpace;
    public ulong Space;
    public ulong Continuation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ClassMasks OfAscii(in TextWindow window)
    {
        byte* bytes = window.Bytes;
        ulong space = ByteMask.Equal(bytes, (byte)' ') & window.Valid;
        return new ClassMasks
        {
            Upper = ByteMask.InRange(bytes, (byte)'A', (byte)'Z') & window.Valid,
            Lower = ByteMask.InRange(bytes, (byte)'a', (byte)'z') & window.Valid,
            Number = ByteMask.InRange(bytes, (byte)'0', (byte)'9') & window.Valid,
            Space = space,
            WhiteSpace = (ByteMask.InRange(bytes, (byte)'\t', (byte)'\r') & window.Valid) | space,
        };
    }
}
