#!/bin/sh
# Writes the configuration of nginx on standard output, from settings in the environment:
#   LOOKOUT_SERVER_NAME=lookout.example deploy/nginx/render.sh > /etc/nginx/conf.d/lookout.conf
# docs/deploy.md tells what each setting means. A setting that cannot be is named, and nothing is written.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

fail() { # what, where, what to do
    printf 'render.sh: %s=%s: %s\n' "$1" "$(printf '%s' "$2" | tr -c '[:print:]' '?' | cut -c1-80)" "$3" >&2
    exit 2
}

check() { # name, extended regular expression, what to do
    eval "value=\$$1"
    case $value in *'
'*) fail "$1" "$value" "is more than one line; $3" ;; esac
    printf '%s\n' "$value" | LC_ALL=C grep -Eq "^($2)\$" || fail "$1" "$value" "$3"
}

range() { # name, least, most
    check "$1" '[1-9][0-9]{0,5}' "must be a whole number from $2 to $3"
    eval "value=\$$1"
    [ "$value" -ge "$2" ] && [ "$value" -le "$3" ] || fail "$1" "$value" "must be a whole number from $2 to $3"
}

readable() { # name, what it is
    eval "value=\$$1"
    [ -r "$value" ] || fail "$1" "$value" "cannot be read here; give the path of $2"
}

: "${LOOKOUT_SERVER_NAME=}" "${LOOKOUT_ADDRESS:=0.0.0.0}" "${LOOKOUT_HTTP_PORT:=80}" "${LOOKOUT_HTTPS_PORT:=443}"
: "${LOOKOUT_PUBLIC_PORT:=$LOOKOUT_HTTPS_PORT}" "${LOOKOUT_BASE:=/}" "${LOOKOUT_ROOT:=/var/www/lookout}"
: "${LOOKOUT_TLS_CERT:=/etc/nginx/lookout/cert.pem}" "${LOOKOUT_TLS_KEY:=/etc/nginx/lookout/key.pem}"
: "${LOOKOUT_MAINLAND:=https://iot.cloud.tencent.com}" "${LOOKOUT_OVERSEA:=https://oversea.iotcloud.tencentiotcloud.com}"
: "${LOOKOUT_TRUSTED_CA:=/etc/ssl/certs/ca-certificates.crt}" "${LOOKOUT_RATE:=60}" "${LOOKOUT_BURST:=60}"
: "${LOOKOUT_ORDERS:=on}" "${LOOKOUT_TOKEN_FILE:=}" "${LOOKOUT_BROTLI:=auto}" "${LOOKOUT_EXTRA:=}"
: "${LOOKOUT_SCRIPT:=/etc/nginx/lookout/lookout.js}"
: "${LOOKOUT_ACCESS_LOG:=/var/log/nginx/lookout.log}" "${LOOKOUT_ERROR_LOG:=/var/log/nginx/lookout-error.log}"

path='(/[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*)+'
origin='(https://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|http://(127\.0\.0\.1|localhost))(:[1-9][0-9]{0,4})?'

check LOOKOUT_SERVER_NAME '[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?' 'must be the host name that people type, in small letters, e.g. LOOKOUT_SERVER_NAME=lookout.example'
check LOOKOUT_ADDRESS '[0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-f:]+\]' 'must be an address of this machine, e.g. 0.0.0.0 or [::]'
range LOOKOUT_HTTP_PORT 1 65535
range LOOKOUT_HTTPS_PORT 1 65535
range LOOKOUT_PUBLIC_PORT 1 65535
range LOOKOUT_RATE 1 1000
range LOOKOUT_BURST 1 10000
check LOOKOUT_BASE '/|(/[A-Za-z0-9_-]+)+/' 'must be a path with a slash at both ends, e.g. / or /lookout/'
for name in LOOKOUT_ROOT LOOKOUT_TLS_CERT LOOKOUT_TLS_KEY LOOKOUT_TRUSTED_CA LOOKOUT_SCRIPT LOOKOUT_ACCESS_LOG LOOKOUT_ERROR_LOG; do
    check "$name" "$path" 'must be a full path of letters, digits and . _ @ + - only, with no slash at its end'
done
check LOOKOUT_MAINLAND "$origin" 'must be https://host or https://host:port with nothing behind it (http:// only for 127.0.0.1)'
check LOOKOUT_OVERSEA "$origin" 'must be https://host or https://host:port with nothing behind it (http:// only for 127.0.0.1)'
check LOOKOUT_ORDERS 'on|off' 'must be on, or off for a site that only shows'
check LOOKOUT_BROTLI 'auto|on|off' 'must be auto, on or off'
check LOOKOUT_TOKEN_FILE "|$path" 'must be empty, or the full path of a file that only nginx can read'
check LOOKOUT_EXTRA "|$path" 'must be empty, or the full path of a file with directives of your own'
readable LOOKOUT_SCRIPT 'lookout.js (deploy/nginx/lookout.js)'
readable LOOKOUT_TRUSTED_CA 'a file with trusted certificates (Debian: package ca-certificates)'
readable LOOKOUT_TLS_CERT "this site's certificate"
[ -r "$LOOKOUT_ROOT/index.html" ] || fail LOOKOUT_ROOT "$LOOKOUT_ROOT" 'has no index.html; copy the content of dist/ there (npm ci && npm run build makes it)'
[ -z "$LOOKOUT_EXTRA" ] || readable LOOKOUT_EXTRA 'the file with your own directives'
if [ -n "$LOOKOUT_TOKEN_FILE" ]; then
    [ -f "$LOOKOUT_TOKEN_FILE" ] || fail LOOKOUT_TOKEN_FILE "$LOOKOUT_TOKEN_FILE" 'is not there; write the AccessToken into it as one line'
    [ -z "$(find "$LOOKOUT_TOKEN_FILE" -perm /007)" ] || fail LOOKOUT_TOKEN_FILE "$LOOKOUT_TOKEN_FILE" "is open to everybody on this machine; run: chown www-data: $LOOKOUT_TOKEN_FILE && chmod 0400 $LOOKOUT_TOKEN_FILE"
fi

# https://host:port → scheme, host, port, and the Host header, which leaves the usual port out.
split() { # name, origin
    scheme=${2%%://*} rest=${2#*://}
    host=${rest%%:*} usual=443
    [ "$scheme" = https ] || usual=80
    port=$usual
    [ "$host" = "$rest" ] || port=${rest#*:}
    [ "$port" -le 65535 ] || fail "LOOKOUT_$1" "$2" 'has a port above 65535'
    header=$host
    [ "$port" = "$usual" ] || header=$host:$port
    eval "$1_SCHEME=\$scheme $1_HOST=\$host $1_PORT=\$port $1_HOST_HEADER=\$header"
}
split MAINLAND "$LOOKOUT_MAINLAND"
split OVERSEA "$LOOKOUT_OVERSEA"

PUBLIC_PORT=; [ "$LOOKOUT_PUBLIC_PORT" = 443 ] || PUBLIC_PORT=:$LOOKOUT_PUBLIC_PORT
TOKEN_MODE=browser; [ -z "$LOOKOUT_TOKEN_FILE" ] || TOKEN_MODE=server
ORDERS_JSON=true; [ "$LOOKOUT_ORDERS" = on ] || ORDERS_JSON=false
BASE_WITHOUT_SLASH=${LOOKOUT_BASE%/}
EXTRA=$LOOKOUT_EXTRA
SUBPATH=$BASE_WITHOUT_SLASH
BROTLI=
case $LOOKOUT_BROTLI in
    on) BROTLI=on ;;
    auto) for file in /usr/lib/nginx/modules /etc/nginx/modules; do
        [ ! -e "$file/ngx_http_brotli_static_module.so" ] || BROTLI=on
    done ;;
esac

export LOOKOUT_SERVER_NAME LOOKOUT_ADDRESS LOOKOUT_HTTP_PORT LOOKOUT_HTTPS_PORT LOOKOUT_BASE LOOKOUT_ROOT LOOKOUT_TLS_CERT LOOKOUT_TLS_KEY \
    LOOKOUT_TRUSTED_CA LOOKOUT_RATE LOOKOUT_BURST LOOKOUT_ORDERS LOOKOUT_TOKEN_FILE LOOKOUT_EXTRA LOOKOUT_SCRIPT LOOKOUT_ACCESS_LOG LOOKOUT_ERROR_LOG \
    MAINLAND_SCHEME MAINLAND_HOST MAINLAND_PORT MAINLAND_HOST_HEADER OVERSEA_SCHEME OVERSEA_HOST OVERSEA_PORT OVERSEA_HOST_HEADER \
    PUBLIC_PORT TOKEN_MODE ORDERS_JSON BASE_WITHOUT_SLASH EXTRA SUBPATH BROTLI

# `#part x` opens a part that `#include x` puts in; `#if X` … `#end` stays where X is set; ${X} is the setting.
awk '
    function filled(line,   name, value) {
        while (match(line, /\$\{[A-Z_]+\}/)) {
            name = substr(line, RSTART + 2, RLENGTH - 3)
            if (!(name in ENVIRON)) { print "render.sh: no setting " name > "/dev/stderr"; exit 3 }
            line = substr(line, 1, RSTART - 1) ENVIRON[name] substr(line, RSTART + RLENGTH)
        }
        return line
    }
    NR == FNR { if ($1 == "#part") part = $2; else if (part != "") parts[part] = parts[part] $0 "\n"; next }
    $1 == "#part" { exit }
    $1 == "#if" { skips = ENVIRON[$2] == ""; next }
    $1 == "#end" { skips = 0; next }
    skips { next }
    $1 == "#include" { printf "%s", filled(parts[$2]); next }
    { print filled($0) }
' "$here/lookout.conf.template" "$here/lookout.conf.template"
