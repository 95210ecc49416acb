#!/bin/sh
# Installed as /usr/local/bin/duecourse: every command runs as the account that owns the data, with the settings of the
# services. Root alone can call it.
set -eu
set -a
. /etc/duecourse/duecourse.env
set +a
exec runuser -u duecourse -- /opt/duecourse/current/bin/duecourse "$@"
