# Sourced by the scripts beside it: Python, and a virtual environment for each reference.

here=tests/reference
work=artifacts/reference
wheels=../shared/reference-wheels

# Where there is no reference, there is nothing to compare with: a failure in CI, a skip with its reason elsewhere.
without_reference() {
    echo "the live references cannot be had: $1" >&2
    [[ ${CI:-} == true ]] && exit 1
    echo 'skipped'
    exit 0
}

# Makes the virtual environment of one reference, once.
make_environment() {
    local name=$1 environment=$work/$1 source=()
    if ! cmp -s "$here/requirements-$name.txt" "$environment/requirements.txt"; then
        [[ -d $wheels ]] && source=(--no-index --find-links "$wheels")
        rm -rf "$environment"
        "$python" -m venv "$environment" || without_reference "no virtual environment can be made (Debian: python3-venv)"
        "$environment/bin/pip" install --quiet --disable-pip-version-check "${source[@]}" -r "$here/requirements-$name.txt" ||
            without_reference "its packages cannot be installed"

        # Last, so that an environment is taken for whole only if it is, and made again when the versions change.
        cp "$here/requirements-$name.txt" "$environment/requirements.txt"
    fi
}

# Debian's own Python: the wheels are for it, and another one may come first on the path.
python=$(command -v /usr/bin/python3 || command -v python3) || without_reference 'there is no python3'
mkdir -p "$work"
