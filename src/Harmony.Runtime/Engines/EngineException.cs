namespace Harmony.Engines;

/// <summary>What an engine could not do: the message says what was wrong, where, and what to do about it.</summary>
public sealed class EngineException : Exception
{
    /// <param name="error">Of what kind it is.</param>
    /// <param name="message">What was wrong, where, and what to do.</param>
    /// <param name="innerException">What caused it, or null.</param>
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

    /// <summary>Of what kind it is.</summary>
    public EngineError Error { get; }
}

/// <summary>The kinds of <see cref="EngineException"/>, by what a caller can do about them.</summary>
public enum EngineError
{
    /// <summary>The engine failed on a request that was right; nothing more is known.</summary>
    Failed,

    /// <summary>A library, a model or a provider is not there: install or name it.</summary>
    NotFound,

    /// <summary>The request is wrong in itself: change it.</summary>
    BadRequest,

    /// <summary>The request asks for something that this engine cannot do: leave it out, or take another engine.</summary>
    Unsupported,

    /// <summary>Prompt and answer do not fit: shorten the conversation.</summary>
    ContextExceeded,

    /// <summary>The engine is not to be reached, too busy, or was disposed of: try again later, or elsewhere.</summary>
    Unavailable,
}
