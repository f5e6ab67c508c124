#!/bin/sh
# Image credential provider of the kubelet: hands the kubelet's question to a Fairlead server and the answer back.
# https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/
#
# Needs a POSIX shell, curl, sed and tr. Environment, as the CredentialProviderConfig gives it:
#   FAIRLEAD_URL            address of the server, https://fairlead.example
#   FAIRLEAD_ORGANIZATION   id of the organization
#   FAIRLEAD_TOKEN_FILE     file with an API token of the role node, which others on the node may not read
#   FAIRLEAD_CA_FILE        PEM certificates that are trusted instead of the node's own; may be left out
#   FAIRLEAD_KEEP_SECONDS   the longest that the kubelet keeps a login; the server's usual time if left out
#   FAIRLEAD_INSECURE_HTTP  "allow" lets the logins pass unencrypted
#
# Ends with 0 and the answer, or with one line on standard error: 2 wrongly set up, 3 refused, 6 the server cannot be
# reached, 7 too slow, 1 anything else. No line holds a secret.
set -u
LC_ALL=C
export LC_ALL

# Together well below the minute that the kubelet gives a provider.
CONNECT_SECONDS=10
WHOLE_SECONDS=30

fail() { # fail EXIT_CODE SENTENCE
  printf 'fairlead-credential-provider: %s\n' "$2" >&2
  exit "$1"
}

url=${FAIRLEAD_URL:-}
url=${url%/}
organization=${FAIRLEAD_ORGANIZATION:-}
token_file=${FAIRLEAD_TOKEN_FILE:-}
ca_file=${FAIRLEAD_CA_FILE:-}
keep=${FAIRLEAD_KEEP_SECONDS:-}

command -v curl >/dev/null 2>&1 || fail 2 'curl is not installed on this node.'

case $url in
  '') fail 2 'FAIRLEAD_URL is not set: give the address of the Fairlead server in the env of the CredentialProviderConfig.' ;;
  *[@\ \"\\?#]*) fail 2 'FAIRLEAD_URL is not the plain address of a server, such as https://fairlead.example.' ;;
  https://?*) ;;
  http://127.0.0.1 | http://127.0.0.1[:/]* | http://localhost | http://localhost[:/]*) ;;
  http://?*)
    [ "${FAIRLEAD_INSECURE_HTTP:-}" = allow ] ||
      fail 2 "$url is not encrypted, and logins would pass there: use https, or set FAIRLEAD_INSECURE_HTTP=allow."
    ;;
  *) fail 2 'FAIRLEAD_URL begins with neither https:// nor http://.' ;;
esac
case $organization in
  '' | *[!0-9a-f-]*) fail 2 'FAIRLEAD_ORGANIZATION is not the id of an organization.' ;;
esac
case $keep in
  *[!0-9]*) fail 2 'FAIRLEAD_KEEP_SECONDS is not a number of seconds.' ;;
esac

[ -n "$token_file" ] || fail 2 'FAIRLEAD_TOKEN_FILE is not set: name the file with an API token of the role node.'
[ -r "$token_file" ] || fail 2 "The token file $token_file is not there, or may not be read."
case $(ls -ldL -- "$token_file") in
  ???????r*) fail 2 "Everybody on this node may read the token file $token_file: chmod 600 it." ;;
esac
token=
IFS= read -r token <"$token_file" || :
case $token in
  '' | *[!A-Za-z0-9_-]*) fail 2 "The token file $token_file holds no API token: write nothing but the token into it." ;;
esac
[ -z "$ca_file" ] || [ -r "$ca_file" ] || fail 2 "The file of certificates $ca_file is not there, or may not be read."

# In quotes of curl's own configuration.
request=$(tr -d '\r\n' | sed 's/[\\"]/\\&/g')
[ -n "$request" ] || fail 2 'Nothing came on standard input: the kubelet starts this program and writes its question there.'

set -- --max-time "$WHOLE_SECONDS" --connect-timeout "$CONNECT_SECONDS" --max-filesize 1048576
[ -z "$ca_file" ] || set -- "$@" --cacert "$ca_file"

# The token goes by standard input, since everybody on the node may read the arguments of a program.
answer=$(
  printf 'header = "%s"\n' "Authorization: Bearer $token" 'Content-Type: application/json' 'Accept: application/json' |
    { cat; printf 'data-raw = "%s"\n' "$request"; } |
    curl -q --silent --config - --proto '=http,https' --write-out '\n%{http_code}' "$@" \
      "$url/fairlead/v1/organization/$organization/imageCredential${keep:+?keep_seconds=$keep}"
)
code=$?
case $code in
  0) ;;
  5 | 6) fail 6 "The name of the Fairlead server $url is not known on this node." ;;
  7) fail 6 "Nothing answers at the Fairlead server $url." ;;
  28) fail 7 "The Fairlead server $url gave no answer within $WHOLE_SECONDS seconds." ;;
  52 | 55 | 56) fail 6 "The Fairlead server $url broke off before its answer was there." ;;
  35 | 51 | 53 | 54 | 58 | 59 | 60 | 66 | 77 | 80 | 82 | 83 | 90 | 91)
    fail 6 "There is no trusted connection to the Fairlead server $url (curl ends with $code): name its authority by FAIRLEAD_CA_FILE."
    ;;
  *) fail 6 "The Fairlead server $url cannot be asked: curl ends with $code." ;;
esac

status=$(printf '%s\n' "$answer" | sed -n '$p')
if [ "$status" = 200 ]; then
  case $answer in
    *'"kind":"CredentialProviderResponse"'*) printf '%s\n' "$answer" | sed '$d'; exit 0 ;;
  esac
  fail 1 "What answers at $url is no Fairlead server."
fi

detail=$(printf '%s\n' "$answer" | sed -n -E 's/.*"detail":"(([^"\\]|\\.)*)".*/\1/p' | sed -n -E '1{s/\\(["\\/])/\1/g;p;}' | cut -c 1-400)
case $status in
  400) code=2 ;;
  401 | 403) code=3 ;;
  404) code=4 ;;
  429 | 502 | 503 | 504) code=6 ;;
  *) code=1 ;;
esac
fail "$code" "The Fairlead server $url answers $status: ${detail:-no reason is given.}"
