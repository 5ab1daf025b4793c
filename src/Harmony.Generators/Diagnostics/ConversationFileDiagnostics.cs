using Microsoft.CodeAnalysis;

namespace Harmony.Generators.Diagnostics;

/// <summary>The diagnostics about conversation files: HRM050 to HRM069.</summary>
internal static class ConversationFileDiagnostics
{
    private static readonly DescriptorFactory Descriptors = new("Harmony.ConversationFiles");

    public static readonly DiagnosticDescriptor InvalidJson = Descriptors.Error(
        "HRM050",
        "A conversation file is not JSON",
        "This is not JSON: {0}",
        "A conversation file is strict JSON: no comments, no comma after the last item, keys in double quotes, numbers and nesting within the reference's limits.");

    public static readonly DiagnosticDescriptor NoConversation = Descriptors.Error(
        "HRM051",
        "A file is not a conversation",
        "This is not a conversation: {0}",
        "The file has the reference's form: {\"messages\": [{\"role\": ..., \"content\": ...}]}, as Conversation.ToJson writes it. Texts may have placeholders, {{name}}, in contents, instructions, the model's identity and dates.");

    public static readonly DiagnosticDescriptor InvalidOption = Descriptors.Error(
        "HRM052",
        "The metadata of a conversation file has an unknown value",
        "'{0}' is not a value of the metadata {1}: use one of {2}",
        "Write <AdditionalFiles Update=\"support.harmony.json\" HarmonyDialect=\"Oss\" HarmonySchemaStyle=\"Faithful\" /> in the project file, or remove the metadata.");

    public static readonly DiagnosticDescriptor DuplicateClass = Descriptors.Error(
        "HRM053",
        "Two conversation files generate the same class",
        "'{0}' generates the type '{1}', which another file already generates",
        "The class that is generated for a file has its name: support.harmony.json becomes SupportPrompt. Rename one of the files.");

    public static readonly DiagnosticDescriptor Unreadable = Descriptors.Error(
        "HRM054",
        "A conversation file cannot be read",
        "The file cannot be read as text",
        "The compiler could not open the file, or it is not text. It must be UTF-8.");

    public static readonly DiagnosticDescriptor OldLanguage = Descriptors.Error(
        "HRM055",
        "The C# version is too old for a conversation file",
        "The code generated for this file needs C# 13 or later",
        "Remove <LangVersion> from the project, or set it to 13 or later.");

    public static readonly DiagnosticDescriptor TooLarge = Descriptors.Error(
        "HRM056",
        "A conversation file is too large",
        "The conversation has {0} tokens; the maximum is 65,536",
        "So many tokens would fill half of a model's context. Render such a conversation at run time.");
}
