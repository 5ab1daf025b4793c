namespace Harmony.Engines;

/// <summary>The exception that an engine throws. The message says what was wrong, where, and what to do about it.</summary>
public sealed class EngineException : Exception
{
    /// <summary>Creates an exception of a kind.</summary>
    /// <param name="error">The kind of failure.</param>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">The cause, or null.</param>
    public EngineException(EngineError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <inheritdoc cref="Exception()"/>
    public EngineException()
    {
    }

    /// <inheritdoc cref="Exception(string)"/>
    public EngineException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="Exception(string, Exception)"/>
    public EngineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The kind of failure, by what a caller can do about it.</summary>
    public EngineError Error { get; }
}

/// <summary>The kinds of <see cref="EngineException"/>, by what a caller can do about them.</summary>
public enum EngineError
{
    /// <summary>The engine failed on a valid request, for a reason that is not known.</summary>
    Failed,

    /// <summary>A library, a model or a provider was not found. Install it, or correct its name.</summary>
    NotFound,

    /// <summary>The request is invalid for every engine. Correct it.</summary>
    BadRequest,

    /// <summary>This engine does not support something that the request asks for. Remove it, or use another engine.</summary>
    Unsupported,

    /// <summary>Prompt and answer do not fit in the context. Shorten the conversation.</summary>
    ContextExceeded,

    /// <summary>The engine cannot be reached, is overloaded, or has been disposed. Try again later, or use another engine.</summary>
    Unavailable,
}
