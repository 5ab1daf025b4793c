using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>What can be wrong with files of conversations: HRM050 to HRM069.</summary>
internal static class ConversationFileDiagnostics
{
    private const string Category = "Harmony.ConversationFiles";

    public static readonly DiagnosticDescriptor InvalidJson = Error(
        "HRM050",
        "A file of a conversation is not JSON",
        "This is not JSON: {0}",
        "A file of a conversation is strict JSON: no comments, no comma after the last item, keys in double quotes, numbers and nesting within the reference's limits.");

    public static readonly DiagnosticDescriptor NoConversation = Error(
        "HRM051",
        "A file of a conversation is none",
        "This is no conversation: {0}",
        "The file has the reference's form: {\"messages\": [{\"role\": ..., \"content\": ...}]}, as Conversation.ToJson writes it. Texts may have holes, {{name}}, in contents, instructions, the model's identity and dates.");

    public static readonly DiagnosticDescriptor InvalidOption = Error(
        "HRM052",
        "The metadata of a conversation's file has an unknown value",
        "'{0}' is no value of the metadata {1}: it is one of {2}",
        "Write <AdditionalFiles Update=\"support.harmony.json\" HarmonyDialect=\"Oss\" HarmonySchemaStyle=\"Faithful\" /> in the project file, or leave the metadata out.");

    public static readonly DiagnosticDescriptor DuplicateClass = Error(
        "HRM053",
        "Two conversations' files would make the same class",
        "'{0}' would make the class '{1}' again",
        "The class that is made of a file has its name: support.harmony.json becomes SupportPrompt. Give one of the files another name.");

    public static readonly DiagnosticDescriptor Unreadable = Error(
        "HRM054",
        "A conversation's file cannot be read",
        "The file cannot be read as text",
        "The compiler could not open the file, or it is no text. It has to be UTF-8.");

    public static readonly DiagnosticDescriptor OldLanguage = Error(
        "HRM055",
        "The C# version is too old for a conversation's file",
        "What is made of this file needs C# 13 or later",
        "Remove <LangVersion> from the project, or set it to 13 or later.");

    public static readonly DiagnosticDescriptor TooLarge = Error(
        "HRM056",
        "A conversation's file is too large",
        "The conversation has {0} ids; 65536 are the most that are compiled",
        "So many ids would be half of a model's context. Render such a conversation at run time.");

    private static DiagnosticDescriptor Error(string id, string title, string message, string description) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, description);
}
