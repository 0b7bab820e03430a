#!/bin/sh
# daxcheck-capture.sh [-o FILE]: saves what daxcheck @VERSION@ needs to know of this host in one file, for
#     daxcheck --from FILE
# It only reads, as the user who runs it, and lists what it may not read. Without -o it writes
# daxcheck-HOSTNAME-TIME.tar.gz in the current directory; - is standard output. The file contains names of this host and
# of its volumes, mount points and the kernel log, and only its owner can read it.
# Made by "daxcheck capture --script". DAXCHECK_ROOT=DIRECTORY reads another root than /, runs no command, and copies
# DIRECTORY/commands and DIRECTORY/superblocks if they exist.

set -u
umask 077
unset CDPATH
# Not the caller's: this may run as root.
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
# Some versions of busybox tar leave links with .. in them out without it.
EXTRACT_UNSAFE_SYMLINKS=1
export PATH LC_ALL EXTRACT_UNSAFE_SYMLINKS

name=daxcheck-capture
batch=200
# Seconds that a command may take: dmsetup waits while a device is being suspended.
limit=5
# Directory that is known to lie below another root.
inside=
work=
temporary=
# Set where our own directory takes no more.
broken=

say() {
    printf 'daxcheck: %s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 2
}

clean() {
    cd / || :
    [ -z "$work" ] || rm -rf "$work"
    [ -z "$temporary" ] || rm -f "$temporary"
}

progress() {
    [ ! -t 2 ] || printf '\rdaxcheck: %-60s' "$1" >&2
}

# A word that is safe in a file name, in $safe.
safe_word() {
    safe=
    rest=$1
    while [ -n "$rest" ]; do
        tail=${rest#?}
        letter=${rest%"$tail"}
        rest=$tail
        case $letter in
            [A-Za-z0-9.-]) safe=$safe$letter ;;
            *) safe=${safe}_ ;;
        esac
    done
}

skip() {
    case $1 in
        *[[:cntrl:]]*) return 0 ;;
    esac
    case $2 in
        *[[:cntrl:]]*) printf '%s\tunreadable\n' "$1" >>"$out/skipped" || broken=1 ;;
        *) printf '%s\t%s\n' "$1" "$2" >>"$out/skipped" || broken=1 ;;
    esac
}

# What a program said before it failed, in $reason.
read_reason() {
    reason=
    IFS= read -r reason <"$work/error" || :
}

# Where a directory lies when all links are followed, in $real.
place() {
    if ! cd -P "$1" 2>/dev/null; then
        skip "$1" EACCES
        return 1
    fi
    where=$PWD
    cd "$top/" || exit 70
    case $where in
        "$top"/?*) real=${where#"$top"/} ;;
        *)
            skip "$1" 'link leads out of the tree'
            return 1
            ;;
    esac
}

# With another root: whether a file lies below it once links are followed. An absolute link leads to this host's files.
is_inside() {
    [ -n "$top" ] || return 0
    if [ -h "$1" ]; then
        lies=$(readlink -f "$1" 2>/dev/null) || lies=
    elif [ "${1%/*}" = "$inside" ]; then
        return 0
    else
        lies=$(cd -P "${1%/*}" 2>/dev/null && printf '%s/' "$PWD") || lies=
    fi
    case $lies in
        "$top"/*)
            [ -h "$1" ] || inside=${1%/*}
            return 0
            ;;
    esac
    skip "$1" 'link leads out of the tree'
    return 1
}

# Says which directory hides what a pattern could match.
check_parent() {
    case $1 in
        *'*'*) [ ! -d "${1%/*}" ] || { [ -r "${1%/*}" ] && [ -x "${1%/*}" ]; } || skip "${1%/*}" EACCES ;;
    esac
}

# Whether something is there; a closed directory above it is no answer.
is_there() {
    [ ! -e "$1" ] || return 0
    [ ! -d "${1%/*}" ] || [ -x "${1%/*}" ] || skip "$1" EACCES
    return 1
}

is_regular() {
    if [ ! -f "$1" ]; then
        skip "$1" 'not a regular file'
        return 1
    fi
    is_inside "$1"
}

make_parent() {
    [ -d "$out/${1%/*}" ] || mkdir -p "$out/${1%/*}" || broken=1
}

# Copies a whole file.
copy_file() {
    ! cat "$1" >"$out/$1" 2>"$work/error" || return 0
    [ -e "$out/$1" ] || broken=1
    rm -f "$out/$1"
    read_reason
    case $reason in
        *'No space left'*) broken=1 ;;
        *'No such '*) ;;
        *'Permission denied') skip "$1" EACCES ;;
        *'Operation not permitted') skip "$1" EPERM ;;
        *'Input/output error' | *'I/O error') skip "$1" EIO ;;
        *) skip "$1" "${reason##*: }" ;;
    esac
}

# Copies a short text without a process for it, and perhaps with a message that nobody needs. The size that sysfs gives for a file is not that of its content.
copy_text() {
    is_there "$1" && is_regular "$1" || return 0
    {
        while IFS= read -r line; do
            printf '%s\n' "$line" || broken=1
        done
        printf '%s' "$line" || broken=1
    } <"$1" >"$out/$1"
    # Empty, or an error: cat shows which.
    [ -s "$out/$1" ] || copy_file "$1"
}

copy_links() {
    [ $# -gt 0 ] || return 0
    tar -cf - "$@" 2>/dev/null | tar -xf - -C "$out" 2>/dev/null || broken=1
}

# A directory that holds nothing but links is copied as a whole.
has_only_links() {
    for entry in "$1"/*; do
        [ -h "$entry" ] || [ ! -e "$entry" ] || return 1
    done
}

# links PATTERN [NAMES]: the links in directories, or the links and directories of links with NAMES under them.
links() {
    pattern=$1
    names=${2-}
    check_parent "$pattern"
    set --
    for directory in $pattern; do
        [ -d "$directory" ] || continue
        if [ -z "$names" ]; then
            real=${directory%/*}
            wanted=${directory##*/}
        else
            place "$directory" || continue
            wanted=$names
        fi
        for link in $wanted; do
            link=$real/$link
            if [ -h "$link" ]; then
                set -- "$@" "$link"
            elif [ -d "$link" ] && ! { [ -r "$link" ] && [ -x "$link" ]; }; then
                skip "$link" EACCES
            elif [ -d "$link" ] && has_only_links "$link"; then
                set -- "$@" "$link"
            elif [ -d "$link" ]; then
                for entry in "$link"/*; do
                    [ ! -h "$entry" ] || set -- "$@" "$entry"
                done
            fi
        done
        if [ $# -ge $batch ]; then
            copy_links "$@"
            set --
        fi
    done
    copy_links "$@"
}

# Makes the directories that a batch of attributes goes to, with one mkdir.
make_directories() {
    for real; do
        shift
        for subdirectory in $subdirectories; do
            [ ! -d "$real/$subdirectory" ] || set -- "$@" "$out/$real/$subdirectory"
        done
    done
    mkdir -p "$@" || broken=1
}

copy_attributes() {
    [ $# -gt 0 ] || return 0
    make_directories "$@"
    for real; do
        for attribute in $names; do
            copy_text "$real/$attribute"
        done
    done 2>/dev/null
}

# attributes PATTERN SUBDIRECTORIES NAMES: short texts with NAMES under directories.
attributes() {
    pattern=$1
    subdirectories=$2
    names=$3
    progress "$pattern"
    check_parent "$pattern"
    set --
    for directory in $pattern; do
        [ -d "$directory" ] || continue
        place "$directory" || continue
        set -- "$@" "$real"
        if [ $# -ge $batch ]; then
            copy_attributes "$@"
            set --
        fi
    done
    copy_attributes "$@"
}

# texts PATTERN: short texts.
texts() {
    progress "$1"
    check_parent "$1"
    for file in $1; do
        is_there "$file" || continue
        make_parent "$file"
        copy_text "$file"
    done 2>/dev/null
}

# names PATTERN: files of which only the names matter; each is empty.
names() {
    progress "$1"
    check_parent "$1"
    for file in $1; do
        [ -e "$file" ] || [ -h "$file" ] || continue
        make_parent "$file"
        : >"$out/$file" || broken=1
    done
}

# files PATTERN: whole files.
files() {
    progress "$1"
    check_parent "$1"
    for file in $1; do
        is_there "$file" || continue
        is_regular "$file" || continue
        make_parent "$file"
        copy_file "$file"
    done
}

# output FILE PROGRAM [ARGUMENT...]: what a command prints.
output() {
    file=commands/$1
    shift
    command -v "$1" >/dev/null 2>&1 || return 0
    progress "$1"
    make_parent "$file"
    "$@" </dev/null >"$out/$file" 2>"$work/error" &
    command=$!
    { sleep "$limit" && kill -KILL "$command"; } >/dev/null 2>&1 &
    watch=$!
    wait "$command" 2>/dev/null
    status=$?
    kill "$watch" 2>/dev/null
    wait "$watch" 2>/dev/null
    [ "$status" != 0 ] || return 0
    rm -f "$out/$file"
    # Ended by SIGKILL: 128 + 9, or 256 + 9 in ksh.
    if [ "$status" = 137 ] || [ "$status" = 265 ]; then
        skip "$file" "no answer within $limit s"
        limit=1
        return 0
    fi
    read_reason
    case $reason in
        *'No space left'*) broken=1 ;;
    esac
    skip "$file" "${reason:-$1: exit status $status}"
}

# The same for dmsetup, which would load the dm module where there is none.
dm_output() {
    for device in sys/block/dm-*; do
        [ -e "$device" ] || continue
        if command -v "$2" >/dev/null 2>&1; then
            output "$@"
        else
            skip "commands/$1" "$2 is not installed"
        fi
        return 0
    done
}

# The first bytes of a device, opened for reading only.
copy_superblock() {
    node=dev/$1
    # The kernel writes the slash in cciss/c0d0 as an exclamation mark where it needs a file name.
    while :; do
        case $node in
            *!*) node=${node%%!*}/${node#*!} ;;
            *) break ;;
        esac
    done
    [ -b "$node" ] || { [ -n "$top" ] && [ -f "$node" ] && is_inside "$node"; } || return 0
    suspended=
    [ ! -r "sys/class/block/$1/dm/suspended" ] || IFS= read -r suspended <"sys/class/block/$1/dm/suspended" || :
    if [ "$suspended" = 1 ]; then
        skip "superblocks/$1" suspended
        return 0
    fi
    ! dd if="$node" of="$out/superblocks/$1" bs=8192 count=1 2>"$work/error" || return 0
    rm -f "$out/superblocks/$1"
    read_reason
    case $reason in
        *'No space left'*) broken=1 ;;
        *'Permission denied') skip "superblocks/$1" EACCES ;;
        *'Operation not permitted') skip "superblocks/$1" EPERM ;;
        *'Input/output error' | *'I/O error') skip "superblocks/$1" EIO ;;
        *) skip "superblocks/$1" "${reason##*: }" ;;
    esac
}

# A device that may have DAX, and all that is stacked on it. No other is opened: that may wake a disk.
over_memory() {
    [ ! -e "$work/seen/$1" ] || return 0
    : >"$work/seen/$1" || broken=1
    copy_superblock "$1"
    for above in "sys/class/block/$1/holders"/* "sys/class/block/$1/$1"*/partition; do
        [ -e "$above" ] || continue
        above=${above%/partition}
        over_memory "${above##*/}"
    done
}

superblocks() {
    progress superblocks
    mkdir -p "$out/superblocks" "$work/seen" || broken=1
    for device in sys/class/block/*; do
        [ -d "$device" ] || continue
        dax=
        [ ! -r "$device/queue/dax" ] || IFS= read -r dax <"$device/queue/dax" || :
        case ${device##*/},$dax in
            pmem* | dcssblk* | ram[0-9]* | *,1) over_memory "${device##*/}" ;;
        esac
    done
}

# Blanks the values of options that look like passwords.
blank_secrets() {
    for file in etc/fstab proc/cmdline proc/mounts proc/1/mountinfo proc/self/mountinfo \
        etc/systemd/system/*.mount run/systemd/generator/*.mount boot/config-* etc/default/grub; do
        [ -f "$out/$file" ] || continue
        if sed '@SECRETS@' <"$out/$file" >"$work/blanked" 2>/dev/null; then
            cat "$work/blanked" >"$out/$file" || broken=1
        else
            rm -f "$out/$file"
            skip "$file" 'sed is not installed'
        fi
    done
}

capture() {
@ITEMS@
    if [ -z "${DAXCHECK_ROOT-}" ]; then
@COMMANDS@
    else
        files 'commands/*'
    fi
    if [ -n "${DAXCHECK_ROOT-}" ] && [ -d superblocks ]; then
        files 'superblocks/*'
    else
        superblocks
    fi
    blank_secrets
}

trap clean EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

usage='usage: sh daxcheck-capture.sh [-o FILE] (- is standard output)'
given=
case ${1--none} in
    -none) ;;
    -h | --help)
        printf '%s\n' "$usage"
        exit 0
        ;;
    -)
        given=-
        shift
        ;;
    -o)
        given=${2-}
        [ -n "$given" ] || fail "$usage"
        shift 2
        ;;
    -* | '') fail "$usage" ;;
    *)
        # Everywhere else in daxcheck such an argument is the device to look at.
        [ ! -e "$1" ] || [ -f "$1" ] || fail "$1: not a regular file: $usage"
        say "a file without -o is deprecated: $usage"
        given=$1
        shift
        ;;
esac
[ $# -eq 0 ] || fail "$usage"
if ! command -v tar >/dev/null 2>&1; then
    fail "tar is not installed"
fi
start=$PWD

# A directory of our own: mkdir makes it, or fails where anything has its name.
for parent in "${TMPDIR:-/tmp}" /tmp /run /dev/shm "$start"; do
    case $parent in
        /*) ;;
        *) parent=$start/$parent ;;
    esac
    if mkdir "$parent/daxcheck-capture.$$" 2>/dev/null; then
        work=$parent/daxcheck-capture.$$
        break
    fi
done
[ -n "$work" ] || fail "no directory can be made in ${TMPDIR:-/tmp}"
out=$work/$name
mkdir "$out" || fail "no directory can be made in $work"

cd "${DAXCHECK_ROOT:-/}" || exit 2
cd -P . || exit 2
top=${PWD%/}
[ -d sys/class/block ] || [ -d sys/block ] || fail "no sys/block in $PWD: is /sys mounted?"

hostname=
[ ! -r proc/sys/kernel/hostname ] || ! is_inside proc/sys/kernel/hostname || IFS= read -r hostname <proc/sys/kernel/hostname || :
safe_word "${hostname:-host}"
time=$(date -u +%Y%m%dT%H%M%SZ 2>/dev/null) || time=
user=$(id -u 2>/dev/null) || user=

# Before anything is read, because a place that cannot be written to is better known now.
given=${given:-daxcheck-$safe${time:+-$time}.tar.gz}
result=$given
case $result in
    - | /dev/stdout) result=- ;;
    /*) ;;
    *) result=${start%/}/$result ;;
esac
if [ "$result" != - ]; then
    [ ! -d "$result" ] || fail "$given: is a directory"
    [ ! -b "$result" ] || fail "$given: is a block device: writing to it would destroy its data"
    case $result in
        /dev/fd/* | /proc/*/fd/*) ;;
        *) [ ! -h "$result" ] || fail "$given: is a link: name the file that it leads to" ;;
    esac
    if [ -p "$result" ] || [ -S "$result" ] || [ -f "$result" ]; then
        # shellcheck disable=SC3067 # not in POSIX, and in every shell that this runs in
        [ -O "$result" ] || fail "$given: belongs to another user"
    fi
    if [ ! -e "$result" ] || [ -f "$result" ]; then
        temporary=${result%/*}/.${result##*/}.$$.tmp
        if ! (set -C && : >"$temporary") 2>/dev/null; then
            temporary=
            fail "$given: no file can be made in ${result%/*}/"
        fi
        # With its mode; the contents are replaced below.
        [ ! -f "$result" ] || cp -p "$result" "$temporary" 2>/dev/null || :
    fi
fi

{
    printf 'daxcheck-capture 1\ntool: daxcheck %s script\n' '@VERSION@'
    [ -z "$time" ] || printf 'time: %s\n' "$time"
    [ -z "$user" ] || printf 'uid: %s\n' "$user"
} >"$out/capture" || broken=1
: >"$out/skipped" || broken=1
capture
[ -z "$broken" ] || fail "$work: not everything could be written there: set TMPDIR to a larger place"
progress "${temporary:+writing $given}"

pack() {
    tar -cf - -C "$work" $name 2>"$work/error" || : >"$work/failed"
}

# A shell may know of a gzip that it cannot start.
compress() {
    if gzip -c </dev/null >/dev/null 2>&1; then
        gzip -c
    else
        cat
    fi
}

if [ "$result" = - ]; then
    pack | compress || : >"$work/failed"
else
    pack | compress >"${temporary:-$result}" || : >"$work/failed"
fi
[ ! -t 2 ] || printf '\r%72s\r' '' >&2
if [ -e "$work/failed" ]; then
    read_reason
    fail "$given: not everything could be written${reason:+: $reason}"
fi
if [ -n "$temporary" ]; then
    mv -f "$temporary" "$result" || fail "$given: cannot be replaced"
    temporary=
fi
[ "$result" = - ] || printf '%s\n' "$given"
