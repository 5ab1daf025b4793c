namespace Harmony.Cli.Tests;

public sealed class ExportTokenizerCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("harmony-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Both_files_are_written_into_a_new_folder()
    {
        string folder = Path.Combine(_folder, "new");
        CommandResult result = FakeTerminal.Run("", "export-tokenizer", folder);
        Assert.Equal(("", "", ExitCode.Success), (result.Output, result.Error, result.ExitCode));
        Assert.Equal(["tokenizer.json", "tokenizer_config.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void What_is_there_is_not_written_over()
    {
        string path = Path.Combine(_folder, "tokenizer.json");
        File.WriteAllText(path, "mine");
        CommandResult result = FakeTerminal.Run("", "export-tokenizer", _folder);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains($"harmony: {path} exists already", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("Required argument missing")]
    [InlineData("is not an option of this command", "--dir")]
    [InlineData("The folder name is empty: name a model's folder or a new folder.", "")]
    public void A_folder_has_to_be_named(string reason, params string[] arguments)
    {
        CommandResult result = FakeTerminal.Run("", ["export-tokenizer", .. arguments]);
        Assert.Equal(ExitCode.BadInput, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_folder()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "mine");
        CommandResult result = FakeTerminal.Run("", "export-tokenizer", path);
        Assert.Equal(($"harmony: {path} is a file: name a model's folder or a new folder{Environment.NewLine}", ExitCode.BadInput), (result.Error, result.ExitCode));
        Assert.Equal("mine", File.ReadAllText(path));
    }
}
