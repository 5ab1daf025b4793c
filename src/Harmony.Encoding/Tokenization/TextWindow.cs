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
}

/// <summary>masks</summary>
internal struct ClassMasks
{
    public ulong Upper;
    public ulong Lower;
    public ulong Caseless;
    public ulong Number;
    public ulong WhiteSpace;
    public ulong Space;
    public ulong Continuation;
}
