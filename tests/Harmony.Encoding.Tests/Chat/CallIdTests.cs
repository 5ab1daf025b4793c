using Harmony.Chat;

namespace Harmony.Tests.Chat;

public class CallIdTests
{
    [Fact]
    public void Ids_of_calls_differ()
    {
        Assert.Matches("^call_[A-Za-z0-9]{24}$", CallId.New());
        Assert.NotEqual(CallId.New(), CallId.New());
    }
}
