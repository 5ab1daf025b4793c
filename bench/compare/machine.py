"""What the figures were measured on."""
import os
import platform
import re
import subprocess


def processor():
    """The fields of the first processor in /proc/cpuinfo."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        return dict(map(str.strip, line.split(":", 1)) for line in file.read().split("\n\n")[0].splitlines() if ":" in line)


def name():
    """The model's name, with its numbers where there are some: virtual machines say only half of the name."""
    fields = processor()
    numbers = [f"{field.removeprefix('cpu ')} {fields[field]}" for field in ("cpu family", "model") if field in fields]
    return " ".join([fields.get("model name", platform.machine()), *numbers])


def slug():
    return re.sub(r"[^a-z0-9]+", "-", name().lower()).strip("-")


def description():
    runtimes = subprocess.run(["dotnet", "--list-runtimes"], check=True, capture_output=True, text=True).stdout
    runtime = [line.split()[1] for line in runtimes.splitlines() if line.startswith("Microsoft.NETCore.App ")][-1]
    return f"{os.cpu_count()} processors, {platform.freedesktop_os_release()['PRETTY_NAME']}, .NET {runtime}, Python {platform.python_version()}"
