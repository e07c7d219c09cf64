#!/bin/sh
# Lay out the image's root: the packages, the interpreter, what they are linked with, and no more:  root.sh VENV ROOT
#
# There is no shell in it and no package manager.  What comes from Debian stays on record, with its licence, in the
# manner of distroless images, so that scanners for vulnerabilities see it.
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
    --exclude=turtledemo --exclude='config-3*' --exclude='_tkinter*' --exclude=__pycache__ "${stdlib#/}"
take usr/local/bin/python usr/local/bin/python3 "${python#/}"
# Who, by which name, in which encoding, whom to trust, how to write to a terminal.  A Debian that lacks one of these
# is no error here: trial.py judges.
take etc/passwd etc/group etc/nsswitch.conf etc/os-release usr/lib/os-release etc/ld.so.cache usr/lib/locale/C.utf8 \
    etc/ssl/certs etc/ssl/openssl.cnf usr/lib/ssl usr/share/ca-certificates usr/lib/terminfo
# The packages bring time zones along: the same serve what asks the system for them.
ln -s "$(echo "$venv"/lib/python3*/site-packages/tzdata/zoneinfo)" "$root/usr/share/zoneinfo"
ln -s /usr/share/zoneinfo/Etc/UTC "$root/etc/localtime"

# What a package lacks of these, trial.py shows: ldd takes each file alone, and misses what lies beside another.
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

# Symbols for a debugger.  Not in *.libs: auditwheel has moved the parts of those, which strip can break.
find "$root$venv" "$root/usr/local" -name '*.so*' -type f ! -path '*.libs/*' -exec strip --strip-unneeded {} +
