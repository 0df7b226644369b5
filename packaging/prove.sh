#!/usr/bin/env bash
# Proves the Debian package on a system with nothing else: a clean root by debootstrap, the package and
# what it depends on, then without any network (unshare -n) its own test as nobody, and the first bank
# change by mouse and keys under Xvfb. Debian's lintian looks at the package as well.
#   packaging/prove.sh [SUITE]      as root; needs debootstrap, lintian, xvfb, xdotool, at-spi2-core
set -euo pipefail
cd "$(dirname "$0")/.."
suite=${1:-bookworm}
package=$(ls dist/mieterdesk_*.deb)
scratch=$(mktemp -d /tmp/mieterdesk-prove.XXXXXX)
root=$scratch/root

shared=(/tmp/.X11-unix "$scratch/shared")

clean_up() {
  local place
  for place in "$root/proc" "${shared[@]/#/$root}"; do
    if mountpoint -q "$place"; then umount "$place" || return; fi
  done
  rm -rf --one-file-system "$scratch"
}
trap clean_up EXIT

say() { printf '== %s (%s s)\n' "$1" "$SECONDS"; }

say "a clean root: debootstrap $suite"
debootstrap --variant=minbase "$suite" "$root" >"$scratch/debootstrap.log" 2>&1 ||
  { tail -20 "$scratch/debootstrap.log" >&2; exit 1; }
mount -t proc proc "$root/proc"
cp "$package" "$root/var/tmp/"

say "installing $(basename "$package")"
chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -qq update
chroot "$root" env DEBIAN_FRONTEND=noninteractive \
  apt-get -qq install -y --no-install-recommends "/var/tmp/$(basename "$package")" >"$scratch/install.log" 2>&1 ||
  { tail -20 "$scratch/install.log" >&2; exit 1; }
chroot "$root" dpkg-query -W -f='${Package} ${Version} ${Status}\n' mieterdesk
chroot "$root" sh -c '! command -v python3' || { echo "There is a Python in the clean root." >&2; exit 1; }

say "journey without a network"
# The screen and the bus are reached by sockets in folders that both sides share.
mkdir -p "$scratch/shared" /tmp/.X11-unix
for place in "${shared[@]}"; do
  mkdir -p "$root$place"
  mount --bind "$place" "$root$place"
done
MIETERDESK_PACKAGE=dist/mieterdesk MIETERDESK_COMMAND="unshare -n chroot $root /usr/bin/mieterdesk" \
  "${PYTHON:-.venv/bin/python}" -m pytest -q -p no:randomly -o addopts= --import-mode=importlib \
  --basetemp "$scratch/shared/pytest" --durations=1 -rs tests/packaging/test_journey.py

for place in "${shared[@]}"; do umount "$root$place"; done

say "self-test without a network, as nobody"
unshare -n chroot --userspec=65534:65534 "$root" env -i TMPDIR=/tmp mieterdesk --self-test

say "removing it"
chroot "$root" apt-get -qq purge -y mieterdesk >/dev/null 2>&1
[ ! -e "$root/usr/lib/mieterdesk" ] || { echo "Something was left behind." >&2; exit 1; }

say "lintian"
# Packed again the way that Debian's archive wants it: lintian reads no other.
dpkg-deb -R "$package" "$scratch/unpacked"
dpkg-deb --root-owner-group -Zgzip -z1 -b "$scratch/unpacked" "$scratch/lint.deb" >/dev/null
lintian --allow-root --fail-on error,warning "$scratch/lint.deb"
rm -rf "$scratch/unpacked" "$scratch/lint.deb"

say "proven"
