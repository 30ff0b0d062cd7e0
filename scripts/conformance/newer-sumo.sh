#!/bin/sh
# Holds our client against another SUMO than the one installed: one from a Debian release, in a folder of its own.
#
#   MIRROR=... scripts/conformance/newer-sumo.sh [RELEASE [FOLDER]] [-- options of npm run conformance]
#
# RELEASE is a Debian release, forky (SUMO 1.27) unless given; trixie has 1.18. MIRROR is where its packages are, e.g. the
# URIs line of /etc/apt/sources.list.d/debian.sources. Needs root for debootstrap and chroot, some 1.5 GB, and a few
# minutes; a folder that is there already is used again. Nothing is installed outside the folder.
#
# What differs from 1.15 and why: docs/decisions/0013-conformance-with-sumo.md.
set -eu

release=forky
folder=
if [ $# -gt 0 ] && [ "$1" != -- ]; then release=$1; shift; fi
if [ $# -gt 0 ] && [ "$1" != -- ]; then folder=$1; shift; fi
if [ $# -gt 0 ]; then shift; fi
folder=${folder:-/tmp/edgemlsim-sumo-$release}
project=$(cd "$(dirname "$0")/../.." && pwd)

if [ ! -x "$folder/usr/bin/sumo" ]; then
  : "${MIRROR:?set MIRROR to the address of a Debian mirror}"
  # The last word names debootstrap's script: an older debootstrap knows no newer release by name.
  debootstrap --variant=minbase "$release" "$folder" "$MIRROR" sid
  cp /etc/resolv.conf "$folder/etc/resolv.conf"
  chroot "$folder" apt-get update
  chroot "$folder" apt-get install -y --no-install-recommends sumo sumo-tools
fi

# The programs run outside the folder, with the folder's own loader and libraries, so that they see the same files as we.
bin=$folder/outside
mkdir -p "$bin"
libraries=$(find "$folder/usr/lib" -name '*.so*' -printf '%h\n' | sort -u | tr '\n' ':')
loader=$(find "$folder/usr/lib" "$folder/lib64" -name 'ld-linux-*.so.*' | head -n 1)
for program in sumo netgenerate netconvert; do
  {
    echo '#!/bin/sh'
    # The data of PROJ are the folder's, too: its library refuses another version's.
    echo "export PROJ_DATA='$folder/usr/share/proj' PROJ_LIB='$folder/usr/share/proj'"
    echo "exec '$loader' --library-path '$libraries' '$folder/usr/bin/$program' \"\$@\""
  } > "$bin/$program"
  chmod +x "$bin/$program"
done

export SUMO_HOME="$folder/usr/share/sumo"
requests=$folder/requests.json
python3 "$project/scripts/conformance/record.py" > "$requests"
cd "$project"
exec npm run -s conformance -- --home "$SUMO_HOME" --bin "$bin" --requests "$requests" "$@"
