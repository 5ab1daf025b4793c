using System.Diagnostics;
using System.Globalization;
using Harmony.Tokenization;

int[] ids = new int[64];
long start = Stopwatch.GetTimestamp();
bool fits = O200kTokenizer.TryEncode("The quick brown fox jumps over the lazy dog.", ids, out int count);
TimeSpan elapsed = Stopwatch.GetElapsedTime(start);

Console.WriteLine(elapsed.TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture));
return fits && count == 10 ? 0 : 1;
