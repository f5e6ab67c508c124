#!/usr/bin/env bash
# pause-image.sh PROGRAM TAR: an image "fairlead.test/pause:1" that holds the one static program, as an OCI layout.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
blobs=$work/layout/blobs/sha256
mkdir -p "$blobs" "$work/root"
install -m 755 "$1" "$work/root/pause"
tar -C "$work/root" --owner=0 --group=0 --mtime=@0 -cf "$work/layer.tar" pause

keep() { # keep FILE: stores it as a blob, prints its digest
  local hash
  hash=$(sha256sum "$1" | cut -d' ' -f1)
  cp "$1" "$blobs/$hash"
  echo "sha256:$hash"
}
descriptor() { printf '{"mediaType":"%s","digest":"%s","size":%s' "$1" "$(keep "$2")" "$(stat -c %s "$2")"; }

architecture=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
layer=$(descriptor application/vnd.oci.image.layer.v1.tar "$work/layer.tar")}
digest=$(keep "$work/layer.tar")
printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/pause"]},"rootfs":{"type":"layers","diff_ids":["%s"]}}' \
  "$architecture" "$digest" >"$work/config.json"
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s},"layers":[%s]}' \
  "$(descriptor application/vnd.oci.image.config.v1+json "$work/config.json")" "$layer" >"$work/manifest.json"
printf '{"schemaVersion":2,"manifests":[%s,"annotations":{"io.containerd.image.name":"fairlead.test/pause:1"}}]}' \
  "$(descriptor application/vnd.oci.image.manifest.v1+json "$work/manifest.json")" >"$work/layout/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/layout/oci-layout"
tar -C "$work/layout" -cf "$2" .
