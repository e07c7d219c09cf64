#!/bin/sh
# Lay out the image's root: the packages, the interpreter, and the libraries they link to:  root.sh VENV ROOT
#
# It has no shell and no package manager.  What comes from Debian is recorded with its licence, as in distroless images,
# so that vulnerability scanners see it.
set -eu

venv=$1 root=$2
python=$(readlink -f "$venv/bin/python")
stdlib=$("$python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')

take() { tar -C / --create "$@" | tar -C "$root" --extract; }

umask 022
mkdir -p "$root/tmp" "$root/var/lib/dpkg/status.d" "$root/usr/share"
chmod 1777 "$root/tmp"
take "${venv#/}"
take --exclude=site-packages --exclude=ensurepip --exclude=idlelib --exclude=lib2to3 --exclude=tkinter \
    --exclude=turtledemo --exclude=pydoc_data --exclude=distutils --exclude='config-3*' --exclude='_tkinter*' \
    --exclude='_test*' --exclude='_ctypes_test*' --exclude='_xxtestfuzz*' --exclude='xxlimited*' --exclude=__pycache__ \
    "${stdlib#/}"
take usr/local/bin/python usr/local/bin/python3 "${python#/}"
# Users, name resolution, encoding, certificates and terminals.  A Debian that lacks one of these files is no error here:
# trial.py finds out whether it matters.
take etc/passwd etc/group etc/nsswitch.conf etc/os-release usr/lib/os-release etc/ld.so.cache usr/lib/locale/C.utf8 \
    etc/ssl/certs etc/ssl/openssl.cnf usr/lib/ssl usr/share/ca-certificates usr/lib/terminfo
# The packages bring time zones along; whatever asks the system for them gets the same ones.
ln -s "$(echo "$venv"/lib/python3*/site-packages/tzdata/zoneinfo)" "$root/usr/share/zoneinfo"
ln -s /usr/share/zoneinfo/Etc/UTC "$root/etc/localtime"

# ldd looks at each file alone and misses libraries next to another file; trial.py shows whether one is missing.
find "$venv" "$root$stdlib" "$python" -type f \( -name '*.so*' -o -path "$python" \) -exec ldd {} + |
    awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\// && NF == 2 { print $1 }' | sort -u >"$root/tmp/linked"
for link in /lib*; do
    [ ! -L "$link" ] || cp -P "$link" "$root"
done
while read -r library; do
    case $library in "$venv"/* | "$root"/*) continue ;; esac
    folder=$(readlink -f "$(dirname "$library")")
    mkdir -p "$root$folder"
    cp -L "$library" "$root$folder"
    case $folder in /usr/local/*) continue ;; esac
    package=$(dpkg-query --search "*/$(basename "$library")" | sed -n '/^diversion/!s/[:,].*//p' | head -n 1)
    dpkg-query --status "$package" >"$root/var/lib/dpkg/status.d/$package"
    take "usr/share/doc/$package/copyright"
done <"$root/tmp/linked"
rm "$root/tmp/linked"

# Remove symbols for a debugger, but not in *.libs: auditwheel has moved parts of those, and strip can break them.
find "$root$venv" "$root/usr/local" -name '*.so*' -type f ! -path '*.libs/*' -exec strip --strip-unneeded {} +
