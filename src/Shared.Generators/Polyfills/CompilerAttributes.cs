// Attributes that the compiler asks for by name and that netstandard2.0 does not have.
namespace System.Runtime.CompilerServices
{
    /// <summary>What an init accessor, and so a record, is compiled with.</summary>
    internal static class IsExternalInit;

    [AttributeUsage(AttributeTargets.Method, Inherited = false)]
    internal sealed class SkipLocalsInitAttribute : Attribute;
}

namespace System.Diagnostics.CodeAnalysis
{
    [AttributeUsage(AttributeTargets.Parameter)]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        public bool ReturnValue { get; } = returnValue;
    }
}
