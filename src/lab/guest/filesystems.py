"""Runs in the virtual machine: makes filesystems by name, captures the host, and mounts each with each of its options.

filesystems.py FILE [OPERATIONS TIMES]: reads a file of /share (see `filesystems`) and leaves in /share/result for each
filesystem NAME.json. The captured host's fstab has a line for every mount that is measured, with the mount point
/mnt/NAME/NUMBER. For each mount: whether the kernel took it, what it shows as options, which files use DAX (STATX_ATTR_DAX),
and whether files hold what was written (see files.py), read again without dax. What takes the kernel down has the outcome
`panic`: it is in NAME.json before it is tried, and the next run of the same file goes on behind it.
"""
import ctypes
import json
import mmap
import os
import re
import shutil
import sys

sys.path.insert(0, '/share')
import files
import lab

MIB = 1 << 20
ALL = ('-', 'dax', 'dax=always', 'dax=inode', 'dax=never')
PLACE = re.compile(r'(\w+)=(\w+),(\d+)$')
LEAVES = {'fsdax': 'fsdax1', 'odd': 'fsdax1', 'raw': 'raw', 'brd': 'ram0', 'loop': 'loop0', 'part': 'fsdax2'}
OLD = {'-i': ['nrext64=0', 'exchange=0'], '-n': ['parent=0'], '-m': ['rmapbt=0', 'bigtime=0', 'inobtcount=0']}
SOURCE = '/tmp/source'
OPERATIONS, TIMES = 150, 1


def mkfs_old(words):
    """mkfs.xfs without the features that older kernels do not know, but for those that are asked for."""
    given = dict(zip(words, words[1:]))
    more = []
    for option, values in OLD.items():
        named = [value.split('=')[0] for value in given.get(option, '').split(',')]
        left = [value for value in values if value.split('=')[0] not in named]
        # A filesystem of version 4 has none of them, and takes no option for one.
        if 'crc=0' in words or not left:
            continue
        if option in given:
            words[words.index(option) + 1] += ',' + ','.join(left)
        else:
            more += [option, ','.join(left)]
    return ['mkfs.xfs', '-q', '-f', '-K', *more, *words]


class Space:
    """Where the next filesystem of a host is on each leaf; in bytes."""

    def __init__(self):
        self.next = {}

    def take(self, kind, size):
        leaf = LEAVES[kind]
        start = self.next.get(leaf, MIB)
        self.next[leaf] = start + size + MIB
        return leaf, start // lab.SECTOR + (1 if kind == 'odd' else 0), size // lab.SECTOR


class Filesystem:
    def __init__(self, line):
        self.name, rest = [part.strip() for part in line.split('=', 1)]
        steps, self.type, options = [part.strip() for part in rest.split(' : ')]
        self.steps = steps
        places, *self.commands = [step.strip() for step in steps.split('|')]
        self.places = [PLACE.match(place).groups() for place in places.split()]
        self.options = []
        for word in options.split():
            self.options += [word.replace('@', one) for one in ALL] if '@' in word else [word]
        self.options = [word[:-2] if word.endswith(',-') else word for word in self.options]
        self.devices = {}

    def result(self):
        return '%s/%s.json' % (lab.RESULT, self.name)

    def measured(self):
        try:
            with open(self.result()) as file:
                return json.load(file)
        except OSError:
            return {'mounts': []}

    def is_done(self):
        measured = self.measured()
        return 'failed' in measured or len(measured['mounts']) == len(self.options)

    def build(self, host, space, partitions):
        """dm devices named after the filesystem; partitions as they come."""
        for name, kind, size in self.places:
            leaf, start, length = space.take(kind, int(size) * MIB * lab.PAGE // 4096)
            if kind == 'part':
                partitions.append('%d,%d' % (start // lab.SCALE, length // lab.SCALE))
                self.devices[name] = '%sp%d' % (host.devices[leaf], len(partitions))
            else:
                device = self.name if name == 'd' else self.name + '_' + name
                lab.run('dmsetup', 'create', device, '--table', '0 %d linear %s %d' % (length, host.devices[leaf], start))
                self.devices[name] = '/dev/mapper/' + device

    def make(self):
        for command in self.commands:
            words = [SOURCE if word == 'SOURCE' else self.word(word) for word in command.split()]
            if words[0] == 'mkfs.xfs-old':
                words = mkfs_old(words[1:])
            elif words[0] == 'mkfs.xfs':
                words[1:1] = ['-q', '-f', '-K']
            elif words[0] == 'mkfs.ext4':
                words[1:1] = ['-q', '-F']
            if words[0] == 'mkfs.erofs':
                # It cannot clear every kind of block device, and so writes a file.
                at = words.index(self.devices['d'])
                words[at] = '/tmp/image'
                lab.run('rm', '-f', '/tmp/image')
                lab.run(*words)
                lab.run('dd', 'if=/tmp/image', 'of=' + self.devices['d'], 'bs=1M', 'conv=fsync')
            else:
                lab.run(*words)

    def word(self, word):
        """Names of places mean their devices, alone or behind `=`."""
        head, equals, tail = word.rpartition('=')
        return head + equals + self.devices[tail] if tail in self.devices and head != 'parent' else word

    def data(self, options):
        return '' if options == '-' else ','.join(self.word(one) for one in options.split(','))

    def target(self, number):
        return '/mnt/%s/%d' % (self.name, number)


def source():
    """Files of whole blocks, with a tail, and short."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    os.makedirs(SOURCE)
    data = lab.pattern(64, 99)
    for name, size in (('whole', 256 << 10), ('tail', (128 << 10) + 1000), ('short', 100), ('zeros', 64 << 10)):
        with open('%s/%s' % (SOURCE, name), 'wb') as file:
            file.write(bytes(size) if name == 'zeros' else data[:size])


# --------------------------------------------------------------------------------------------------------- measuring

def read_only(directory):
    """(which files use DAX, outcome, detail) of an image."""
    dax, wrong = {}, []
    for name in sorted(os.listdir(SOURCE)):
        path = directory + '/' + name
        dax[name] = files.is_dax(path)
        try:
            with open(path, 'rb') as file, open(SOURCE + '/' + name, 'rb') as other:
                if file.read() != other.read():
                    wrong.append(('corrupt', name))
        except OSError as error:
            wrong.append(('error', '%s: %s' % (name, error.strerror)))
    return dax, wrong[0] if wrong else ('ok', 'read')


def kinds_of_files(filesystem, directory):
    """A directory for each way in which a file can come to use DAX, with the words for it."""
    kinds = {'plain': (0, 0), 'flagged': (files.XFLAG_DAX, 0)}
    if any('rtdev=' in options for options in filesystem.options):
        # All that the root directory passes on.
        for word, on, off in (('realtime', files.XFLAG_RTINHERIT, 0), ('data', 0, files.XFLAG_RTINHERIT)):
            kinds[word] = on, off
            kinds['flagged ' + word] = on | files.XFLAG_DAX, off
    found = {}
    for word, (on, off) in kinds.items():
        path = '%s/%s' % (directory, word.replace(' ', '-'))
        os.makedirs(path)
        try:
            if on or off:
                files.change_flags(path, on, off)
            found[word] = path
        except OSError:
            os.rmdir(path)
    return found


def map_one(path):
    """A write through a mapping where nothing is allocated: the first of all faults."""
    child = os.fork()
    if not child:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
        os.ftruncate(descriptor, 2 * lab.PAGE)
        mapped = mmap.mmap(descriptor, 2 * lab.PAGE)
        mapped[:3] = b'one'
        mapped.flush()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def kernel_log():
    """What the kernel said of a mount, without what it says of every one."""
    usual = ('Mounting V', 'Ending clean mount', 'supports timestamps', 'mounted filesystem', 'Unmounting Filesystem',
             'unmounting filesystem')
    return [line for line in lab.kernel_log() if not any(one in line for one in usual)][:6]


def has_reflink(filesystem):
    return any('reflink=1' in command for command in filesystem.commands) or 'newest' in filesystem.name


def after(dax):
    """The word for what files use, as daxcheck has it."""
    values = set(dax.values())
    return 'per-file' if len(values) == 2 else 'yes' if True in values else 'no'


def measure(filesystem, options, number, save):
    """One mount; `save` keeps what is known before anything that may take the kernel down."""
    device, data = filesystem.devices['d'], filesystem.data(options)
    lab.kernel_log()
    outcome = {'options': data, 'target': filesystem.target(number)}
    if lab.LIBC.mount(device.encode(), lab.MNT.encode(), filesystem.type.encode(), 0, data.encode()):
        error = ctypes.get_errno()
        outcome.update(mount='refused', error=os.strerror(error), after='refused', log=kernel_log())
        return outcome
    shown = [word for word in lab.options() if word == 'dax' or word.startswith('dax=')]
    outcome.update(mount='mounted', shown=','.join(shown), log=kernel_log())
    save(dict(outcome, io='panic', after='unknown'))
    try:
        if filesystem.type == 'erofs':
            dax, (outcome['io'], outcome['detail']) = read_only(lab.MNT)
        else:
            dax = read_write(filesystem, number, outcome, save)
    finally:
        if lab.options():
            lab.unmount()
    outcome.update(dax=dax, after=after(dax))
    more = [line for line in lab.kernel_log() if 'WARNING' in line or 'BUG' in line or 'Corruption' in line]
    outcome['log'] += more[:3]
    return outcome


def read_write(filesystem, number, outcome, save):
    """Which files use DAX; sets io and detail."""
    directories = kinds_of_files(filesystem, '%s/%d' % (lab.MNT, number))
    dax = {}
    for word, path in directories.items():
        open(path + '/empty', 'w').close()
        dax[word] = files.is_dax(path + '/empty')
    save(dict(outcome, dax=dax, after=after(dax), io='panic'))
    worst = ('ok', '')
    held = {}
    with_dax = [word for word in dax if dax[word]]
    for word in with_dax or ['plain']:
        path = directories[word]
        status = map_one(path + '/one')
        if status:
            worst = 'error', 'a write through a mapping ended with status %d' % status
        for time in range(TIMES):
            # Without DAX it is the control, and short.
            count = OPERATIONS if with_dax or TIMES > 1 else 40
            seed = number * 1000 + time
            work = '%s/%d' % (path, time)
            io, detail, holds = files.check(work, seed, count, clone=has_reflink(filesystem))
            held[work[len(lab.MNT):]] = holds
            outcome.setdefault('runs', []).append(io)
            if io != 'ok' and (worst[0] == 'ok' or io == 'corrupt'):
                worst = io, detail
            elif worst == ('ok', ''):
                worst = io, detail
    lab.unmount()
    if worst[0] == 'ok' and with_dax:
        worst = read_without_dax(filesystem, held) or worst
    outcome['io'], outcome['detail'] = worst
    return dax


def read_without_dax(filesystem, held):
    """The outcome if a file does not hold what it must."""
    device = filesystem.devices['d'].encode()
    places = [one for one in filesystem.data(filesystem.options[0]).split(',') if one.split('=')[0] in ('rtdev', 'logdev')]
    # The types ext2 and ext3 take no dax=never; with none of these options the files with the flag would be read with DAX.
    kind = 'ext4' if filesystem.type in ('ext2', 'ext3') else filesystem.type
    data = ','.join(places + ['dax=never'])
    if lab.LIBC.mount(device, lab.MNT.encode(), kind.encode(), 0, data.encode()):
        return 'corrupt', 'does not mount without dax: ' + '; '.join(lab.kernel_log())[:200]
    try:
        for directory, holds in held.items():
            wrong = files.compare_with(lab.MNT + directory, holds)
            if wrong:
                return 'corrupt', wrong
    finally:
        lab.unmount()
    return None


# ----------------------------------------------------------------------------------------------------------- one run

def ask(host, filesystems, capture):
    partitions, space = [], Space()
    with open('/etc/fstab', 'w') as fstab:
        for one in filesystems:
            one.build(host, space, partitions)
            for number, options in enumerate(one.options):
                fstab.write('%s %s %s %s 0 0\n' % (one.devices['d'], one.target(number), one.type,
                                                   one.data(options) or 'defaults'))
    if partitions:
        host.partition('fsdax2', ' '.join(partitions))
    for one in filesystems:
        try:
            one.make()
        except lab.Failed as failed:
            one.failed = str(failed)
            keep(one, dict(one.measured(), failed=str(failed)))
    lab.capture(capture)
    for one in filesystems:
        if one.is_done():
            continue
        measured = one.measured()
        name = os.path.basename(os.path.realpath(one.devices['d']))
        if one.devices['d'].startswith('/dev/mapper/'):
            name = 'dm-%d' % os.minor(os.stat(one.devices['d']).st_rdev)
        measured.update(kernel=lab.read('/proc/sys/kernel/osrelease'), upstream=upstream(), capture=capture, device=name,
                        type=one.type, steps=one.steps)
        done = measured['mounts']
        damaged = False
        for number in range(len(done), len(one.options)):
            try:
                if damaged:
                    one.make()
                outcome = measure(one, one.options[number], number,
                                  lambda part: keep(one, dict(measured, mounts=done + [part])))
            except (lab.Failed, OSError) as failed:
                outcome = {'options': one.data(one.options[number]), 'target': one.target(number), 'failed': str(failed)}
            damaged = 'failed' in outcome or outcome.get('io', 'ok') != 'ok'
            done.append(outcome)
            keep(one, measured)
    host.remove()
    for one in filesystems:
        for device in one.devices.values():
            if device.startswith('/dev/mapper/'):
                lab.run('dmsetup', 'remove', os.path.basename(device))


def keep(filesystem, measured):
    with open(filesystem.result() + '.new', 'w') as file:
        json.dump(measured, file)
    os.rename(filesystem.result() + '.new', filesystem.result())


def upstream():
    found = re.search(r'#\d+ .*Debian (\d+\.\d+(\.\d+)?)', lab.read('/proc/version'))
    return found and found.group(1)


def main():
    global OPERATIONS, TIMES
    if len(sys.argv) > 3:
        OPERATIONS, TIMES = map(int, sys.argv[2:4])
    os.makedirs(lab.RESULT, exist_ok=True)
    lab.drivers()
    lab.namespaces()
    source()
    groups = []
    for line in lab.read('%s/%s' % (lab.SHARE, sys.argv[1])).splitlines():
        if not line.startswith('& '):
            groups.append([])
        groups[-1].append(Filesystem(line.lstrip('& ')))
    for number, group in enumerate(groups):
        left = [one for one in group if not one.is_done()]
        if left:
            ask(lab.Host(), left, '%s-%d.tar.gz' % (left[0].name, len(os.listdir(lab.RESULT))))
            print('lab: %s' % ' '.join(one.name for one in left), flush=True)


if __name__ == '__main__':
    main()
