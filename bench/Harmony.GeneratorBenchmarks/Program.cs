extern alias generators;

using System.Globalization;
using generators::Harmony.Generators;
using Harmony.GeneratorBenchmarks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

// What the source generator adds to the compiling of a project with 100 tools: in a process that never ran it, in one
// that did (a compiler server), and after an edit of a file without tools.
// With "write FOLDER", the project's files, for bench/generator/run.
if (args is ["write", var folder])
{
    ToolProject.Write(folder);
    return;
}

const int BuildRuns = 40;
const int EditRuns = 300;

// The compiler itself is warm in all cases: a build without the generator would have to warm it up too.
for (int i = 0; i < 5; i++)
{
    Emit(ToolProject.Create());
}

double cold = Milliseconds(() => Generate(ToolProject.Create()));
List<double> generation = [];
List<double> whole = [];
List<double> without = [];
for (int i = 0; i < BuildRuns; i++)
{
    CSharpCompilation project = ToolProject.Create();
    Compilation generated = project;
    generation.Add(Milliseconds(() => generated = Generate(project)));
    whole.Add(generation[^1] + Milliseconds(() => Emit(generated)));
    CSharpCompilation bare = ToolProject.Create();
    without.Add(Milliseconds(() => Emit(bare)));
}

CSharpCompilation edited = ToolProject.Create();
GeneratorDriver driver = ToolProject.Driver(new HarmonyToolsGenerator()).RunGenerators(edited);
List<double> edits = [];
for (int i = 0; i < EditRuns; i++)
{
    edited = ToolProject.EditElsewhere(edited, i);
    edits.Add(Milliseconds(() => driver = driver.RunGenerators(edited)));
}

Print("first run in a process, generator alone", [cold]);
Print("clean build, generator alone", generation);
Print("clean build, generator and what it generated", [Median(whole) - Median(without)]);
Print("edit of a file without tools", edits);

static Compilation Generate(CSharpCompilation project)
{
    ToolProject.Driver(new HarmonyToolsGenerator()).RunGeneratorsAndUpdateCompilation(project, out Compilation generated, out _);
    int expected = (2 * ToolProject.Classes) + ToolProject.Classes;
    return generated.SyntaxTrees.Count() == expected ? generated : throw new InvalidOperationException("Not every class was generated.");
}

static void Emit(Compilation project)
{
    using var image = new MemoryStream();
    project.Emit(image);
}

// Of the processor, not of the clock: compilers are measured on machines that do other things too.
static double Milliseconds(Action action)
{
    TimeSpan start = Environment.CpuUsage.TotalTime;
    action();
    return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
}

// Of the second half: in the first, the runtime still compiles what is hot.
static double Median(List<double> times) => times.Skip(times.Count / 2).Order().ElementAt((times.Count + 1) / 4);

static void Print(string name, List<double> times) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-46} {Median(times),8:F1} ms   (best {times.Min():F1})"));
