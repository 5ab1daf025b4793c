namespace System;

/// <summary>What a list pattern is compiled with, and netstandard2.0 does not have.</summary>
internal readonly struct Index(int value, bool fromEnd = false)
{
    public int GetOffset(int length) => fromEnd ? length - value : value;
}
